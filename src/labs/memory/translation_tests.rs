//! OSTEP's simulators of address translation, worked by hand.

use super::machine::Memory;
use super::scenario::Scenario;
use crate::report::Datum;
use serde_json::{Value, json};

fn results(fields: Value, columns: &[&str]) -> Vec<Vec<Value>> {
    let scenario: Scenario = serde_json::from_value(fields).expect("it is a scenario");
    Memory::begin(&scenario).unwrap_or_else(|problem| panic!("{problem:?}"));
    let report = super::sheets(&scenario);
    let sheet = report.sheet("results").unwrap();
    let column = |name: &&str| sheet.columns.iter().position(|column| column == name).unwrap();
    sheet.rows.iter().map(|row| columns.iter().map(|name| row[column(name)].json()).collect()).collect()
}

/// Base and limit, by hand: an address is valid below the limit, and its base is added.
#[test]
fn ostep_relocation() {
    let fields = json!({
        "model": "segments", "address_space": 1024, "memory": 16384,
        "segments": {"0": {"base": 13884, "limit": 290}}, "addresses": [261, 507, 289, 290],
    });
    let rows = results(fields, &["valid", "pa"]);
    assert_eq!(json!(rows), json!([[true, 14145], [false, null], [true, 14173], [false, null]]));
}

/// Two segments in a space of 128 bytes: below 64 the first grows up from 0; from 64 on the second grows down
/// below 512, so that 127 is its first byte. By hand: 108 lies 20 below the end, 512 - 20 = 492.
#[test]
fn ostep_segmentation() {
    let fields = |space: u64, addresses: &[u64]| {
        json!({
            "model": "segments", "address_space": space, "memory": 512, "addresses": addresses,
            "segments": {"0": {"base": 0, "limit": 20}, "1": {"base": 512, "limit": 20, "grows": "down"}},
        })
    };
    let rows = results(fields(128, &[108, 97, 53, 16, 127, 19, 20]), &["segment", "valid", "pa"]);
    let want = json!([
        [1, true, 492],
        [1, false, null],
        [0, false, null],
        [0, true, 16],
        [1, true, 511],
        [0, true, 19],
        [0, false, null]
    ]);
    assert_eq!(json!(rows), want);
    // An odd space splits at its half: of 101 bytes, 50 is below 50.5 and 51 is not; 51 lies 50 below the end.
    let rows = results(fields(101, &[50, 51, 81, 100]), &["segment", "valid", "pa"]);
    assert_eq!(json!(rows), json!([[0, false, null], [1, false, null], [1, true, 492], [1, true, 511]]));
}

/// One table of 32-bit words: 16 KB in pages of 4 KB. By hand: 0x3229 is page 3, offset 0x229, frame 6.
#[test]
fn ostep_linear_translation() {
    let fields = json!({
        "model": "paging", "address_space": 16384, "memory": 65536, "page_size": 4096,
        "pte_words": [0x8000_000C_u32, 0, 0, 0x8000_0006_u32], "addresses": [0x3229, 0x1369, 0x02E0, 0x4000],
    });
    let rows = results(fields, &["vpn", "fault", "pa"]);
    let want = json!([[3, null, 0x6229], [1, "page_fault", null], [0, null, 0xC2E0], [4, "invalid", null]]);
    assert_eq!(json!(rows), want);
}

/// Two levels of 5 bits, pages of 32 bytes, entries of one byte. The directory in page 3 leads by its entry 2 to
/// the table in page 5, whose entry 7 leads to page 9. By hand: 2·1024 + 7·32 + 4 = 2276 is byte 4 of page 9.
#[test]
fn ostep_multilevel_translation() {
    let mut dump = vec![vec![0u8; 32]; 128];
    dump[3] = vec![0x7F; 32];
    dump[3][2] = 0x80 | 5;
    dump[5] = vec![0x7F; 32];
    dump[5][7] = 0x80 | 9;
    dump[9][4] = 23;
    let fields = json!({
        "model": "paging", "page_size": 32, "level_bits": [5, 5], "pte_size": 1, "dump": dump, "pdbr": 3,
        "addresses": [2276, 2 * 1024 + 6 * 32, 1024],
    });
    let rows = results(fields.clone(), &["fault", "fault_level", "pa", "value"]);
    let want =
        json!([[null, null, 9 * 32 + 4, 23], ["page_fault", 2, null, null], ["page_fault", 1, null, null]]);
    assert_eq!(json!(rows), want);
    let report = super::sheets(&serde_json::from_value(fields).unwrap());
    let reads = report.sheet("reads").unwrap();
    let read = |row: usize| reads.rows[row][3..7].iter().map(Datum::json).collect::<Vec<_>>();
    assert_eq!(
        read(0),
        [json!(2), json!("PT@5"), json!(3 * 32 + 2), json!(0x85)],
        "index, table, address, entry"
    );
    assert_eq!(read(1), [json!(7), json!(9), json!(5 * 32 + 7), json!(0x89)]);
    assert_eq!(
        read(3),
        [json!(6), json!(null), json!(5 * 32 + 6), json!(0x7F)],
        "an invalid entry is shown too"
    );
}

#[test]
fn what_does_not_fit_in_memory_is_refused() {
    let place = |fields: Value| {
        let scenario: Scenario = serde_json::from_value(fields).unwrap();
        Memory::begin(&scenario).err().map(|problem| problem.place)
    };
    let one = |memory: u64, limit: u64, address: u64| {
        json!({"model": "segments", "address_space": 100, "memory": memory, "addresses": [address],
               "segments": {"0": {"base": 50, "limit": limit}}})
    };
    assert_eq!(place(one(200, 150, 99)), None);
    assert_eq!(place(one(200, 151, 99)), Some("segments".into()));
    assert_eq!(place(one(100, 10, 99)), Some("memory".into()));
    assert_eq!(place(one(200, 10, 100)), Some("a".into()));
    let paged =
        json!({"model": "paging", "page_size": 16, "memory": 64, "page_table": [4], "addresses": [0]});
    assert_eq!(place(paged), Some("memory".into()));
    let dumped = json!({"model": "paging", "page_size": 4, "level_bits": [2, 2], "dump": [[0, 0, 0, 255]], "pdbr": 0,
                        "addresses": [0]});
    assert_eq!(place(dumped), Some("dump".into()), "a table outside of the dump");
}
