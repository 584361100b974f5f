//! How a scenario becomes a word of a link. The codec is named by a letter in front and is never changed:
//! a better one gets a new letter.
//!
//! | letter | the data, before base64url |
//! |---|---|
//! | `j` | JSON |
//! | `z` | JSON, deflated; with or without zlib's header |
//! | `d` | JSON, deflated after the words of `words-d.txt` (zlib's preset dictionary, no header) |

use super::LinkError;
use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use miniz_oxide::deflate::core::create_comp_flags_from_zip_params;
use miniz_oxide::deflate::core::{CompressorOxide, TDEFLFlush, TDEFLStatus, compress};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_PARSE_ZLIB_HEADER, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};
use serde_json::Value;

/// The most bytes that a scenario may have when unpacked: 1 MiB.
pub const MAX_UNPACKED: usize = 1 << 20;

/// What links of codec `d` are packed against. Frozen: every link ever written with it depends on it.
const WORDS: &[u8] = include_bytes!("words-d.txt");

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The shortest of all writings, codec in front: `d.<data>`.
pub(super) fn pack(scenario: &Value) -> String {
    let json = scenario.to_string().into_bytes();
    let ways = [("z", deflate(&[], &json)), ("d", deflate(WORDS, &json)), ("j", json)];
    let (codec, bytes) = ways.into_iter().min_by_key(|(_, bytes)| bytes.len()).expect("three ways");
    format!("{codec}.{}", BASE64.encode(bytes))
}

/// Reads what any codec wrote.
pub(super) fn unpack(codec: &str, text: &str) -> Result<Value, LinkError> {
    let words: &[u8] = match codec {
        "j" | "z" => &[],
        "d" => WORDS,
        other => return Err(LinkError::UnknownCodec(other.into())),
    };
    let url_safe = text.replace('+', "-").replace('/', "_");
    let bytes = BASE64.decode(url_safe).map_err(|_| broken("base64"))?;
    let json = if codec == "j" { bytes } else { inflate(words, &bytes)? };
    serde_json::from_slice(&json).map_err(|_| broken("JSON"))
}

fn broken(what: &str) -> LinkError {
    LinkError::Broken(what.into())
}

/// Deflates `bytes` as if `words` had gone before them: packs both and drops what the words became, up to
/// the byte boundary that a flush makes.
fn deflate(words: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut packer = CompressorOxide::new(create_comp_flags_from_zip_params(9, 0, 0));
    let mut out = Vec::new();
    if !words.is_empty() {
        deflate_part(&mut packer, words, TDEFLFlush::Sync, &mut out);
        out.clear();
    }
    deflate_part(&mut packer, bytes, TDEFLFlush::Finish, &mut out);
    out
}

fn deflate_part(packer: &mut CompressorOxide, mut bytes: &[u8], flush: TDEFLFlush, out: &mut Vec<u8>) {
    loop {
        let mut buffer = [0; 4096];
        let (status, taken, made) = compress(packer, bytes, &mut buffer, flush);
        bytes = &bytes[taken..];
        out.extend_from_slice(&buffer[..made]);
        let flushed = flush == TDEFLFlush::Sync && bytes.is_empty() && made < buffer.len();
        match status {
            TDEFLStatus::Done => return,
            TDEFLStatus::Okay if flushed => return,
            TDEFLStatus::Okay => {}
            other => panic!("packing from memory to memory cannot fail: {other:?}"),
        }
    }
}

/// Inflates `bytes`, which may refer to `words` before them, to at most [`MAX_UNPACKED`] bytes.
fn inflate(words: &[u8], bytes: &[u8]) -> Result<Vec<u8>, LinkError> {
    let header =
        bytes.len() >= 2 && bytes[0] == 0x78 && u16::from_be_bytes([bytes[0], bytes[1]]).is_multiple_of(31);
    let zlib = if header { TINFL_FLAG_PARSE_ZLIB_HEADER } else { 0 };
    let flags = zlib | TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let most = words.len() + MAX_UNPACKED;
    let mut reader = Box::<DecompressorOxide>::default();
    let mut out = words.to_vec();
    let (mut taken, mut made) = (0, out.len());
    out.resize((made + 4 * bytes.len() + 256).min(most), 0);
    loop {
        let (status, more_taken, more_made) = decompress(&mut reader, &bytes[taken..], &mut out, made, flags);
        taken += more_taken;
        made += more_made;
        match status {
            TINFLStatus::Done => {
                out.truncate(made);
                return Ok(out.split_off(words.len()));
            }
            TINFLStatus::HasMoreOutput if out.len() == most => return Err(LinkError::TooLarge),
            TINFLStatus::HasMoreOutput => out.resize((2 * out.len()).min(most), 0),
            _ => return Err(broken("deflate")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_codec_reads_what_it_wrote() {
        for scenario in [json!({}), json!({"processes": [{"pid": "P1", "burst": "8.5"}], "policy": "fcfs"})] {
            let json = scenario.to_string().into_bytes();
            for (codec, bytes) in
                [("j", json.clone()), ("z", deflate(&[], &json)), ("d", deflate(WORDS, &json))]
            {
                assert_eq!(unpack(codec, &BASE64.encode(bytes)), Ok(scenario.clone()), "{codec}");
            }
        }
    }

    #[test]
    fn long_scenarios_are_packed_against_the_words_too() {
        let rows: Vec<_> =
            (0..4000).map(|i: u64| json!({"pid": format!("P{}", i * i * 7919 % 9973)})).collect();
        let scenario = json!({ "processes": rows });
        let json = scenario.to_string().into_bytes();
        assert_eq!(unpack("d", &BASE64.encode(deflate(WORDS, &json))), Ok(scenario));
    }

    #[test]
    fn a_bomb_is_too_large() {
        let json = format!("\"{}\"", "a".repeat(MAX_UNPACKED));
        let bomb = BASE64.encode(deflate(&[], json.as_bytes()));
        assert!(bomb.len() < 2000);
        assert_eq!(unpack("z", &bomb), Err(LinkError::TooLarge));
    }

    #[test]
    fn padding_and_the_other_alphabet_are_read() {
        assert_eq!(unpack("j", "eyJhIjoiPz8_In0"), Ok(json!({"a": "???"})));
        assert_eq!(unpack("j", "eyJhIjoiPz8/In0="), Ok(json!({"a": "???"})));
    }
}
