//! The figures of the browser: those of the core again, and the painting of timelines. `cargo xtask bench` runs it.
#![cfg(target_arch = "wasm32")]

mod kernels;

use kernels::{Clock, Group, Row, seconds};
use osviz::figure::Gantt;
use osviz::sim::Time;
use osviz::ui::Easel;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

wasm_bindgen_test_configure!(run_in_browser);

const WIDTH: f64 = 1920.0;
const HEIGHT: f64 = 384.0;

#[wasm_bindgen_test]
fn figures() {
    let performance =
        web_sys::window().and_then(|window| window.performance()).expect("a browser has a clock");
    let clock = move || performance.now() / 1e3;
    let mut groups = kernels::core(&clock);
    groups.push(painting(&clock));
    for group in &groups {
        console_log!("{}", kernels::markdown(group));
    }
}

/// Painting a whole timeline, and the same by one rectangle per slice. Reading one pixel back makes the browser
/// finish the picture before the clock is read.
fn painting(clock: &Clock) -> Group {
    let mut rows = Vec::new();
    for exponent in 3..=6 {
        let gantt = kernels::timeline::timeline(10usize.pow(exponent));
        let canvas = canvas();
        let easel = Easel::new(canvas.clone(), &gantt, WIDTH, HEIGHT);
        let layout = seconds(clock, || Easel::new(canvas.clone(), &gantt, WIDTH, HEIGHT));
        let whole = seconds(clock, || {
            easel.paint(&gantt, gantt.end);
            finish(&canvas)
        });
        let half = seconds(clock, || {
            easel.paint(&gantt, Time(gantt.end.0 / 2));
            finish(&canvas)
        });
        let naive = seconds(clock, || {
            rectangles(&canvas, &gantt);
            finish(&canvas)
        });
        let ms = |seconds: f64| format!("{:.2} ms", seconds * 1e3);
        let ratio = format!("1/{:.0}", naive / whole.max(1e-6));
        rows.push(Row {
            what: format!("10^{exponent} slices"),
            cells: vec![ms(layout), ms(whole), ms(half), ms(naive), ratio],
        });
    }
    let columns = ["lay out, once", "paint all", "paint half", "a rectangle per slice", "all / rectangles"];
    Group {
        title: "Painting a timeline, 16 lanes, 1920 pixels",
        columns: columns.map(String::from).into(),
        rows,
    }
}

fn canvas() -> HtmlCanvasElement {
    let document = web_sys::window().and_then(|window| window.document()).expect("a page");
    document.create_element("canvas").expect("a valid name").unchecked_into()
}

fn context(canvas: &HtmlCanvasElement) -> CanvasRenderingContext2d {
    canvas.get_context("2d").ok().flatten().expect("a canvas has a context").unchecked_into()
}

fn finish(canvas: &HtmlCanvasElement) -> u8 {
    context(canvas).get_image_data(0.0, 0.0, 1.0, 1.0).map_or(0, |pixel| pixel.data()[0])
}

fn rectangles(canvas: &HtmlCanvasElement, gantt: &Gantt) {
    canvas.set_width(WIDTH as u32);
    canvas.set_height(HEIGHT as u32);
    let context = context(canvas);
    let pitch = HEIGHT / gantt.lanes.len() as f64;
    let scale = WIDTH / gantt.end.0 as f64;
    for (row, lane) in gantt.lanes.iter().enumerate() {
        for slice in &lane.slices {
            context.set_fill_style_str(["navy", "teal", "maroon", "olive"][slice.who as usize % 4]);
            let (x, width) = (slice.start.0 as f64 * scale, slice.end.since(slice.start).0 as f64 * scale);
            context.fill_rect(x, row as f64 * pitch, width, pitch - 2.0);
        }
    }
}
