//! The figures of the browser: those of the core again, and the painting of timelines. `cargo xtask bench` runs it.
#![cfg(target_arch = "wasm32")]

mod kernels;

use js_sys::{Array, Float64Array, Function};
use kernels::{Clock, Group, Row, seconds};
use osviz::figure::{Gantt, Slice, Window};
use osviz::ui::Easel;
use wasm_bindgen::{JsCast, JsValue};
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
    let mut groups = kernels::core(&clock, &|_| true);
    groups.push(painting(&clock));
    for group in &groups {
        console_log!("{}", kernels::markdown(group));
    }
}

/// Painting a timeline as the page does, and by the loops that others draw with, side by side. Reading one pixel back
/// makes the browser finish the picture before the clock is read.
fn painting(clock: &Clock) -> Group {
    let mut rows = Vec::new();
    for exponent in 4..=6 {
        let gantt = kernels::timeline::timeline(10usize.pow(exponent));
        let canvas = canvas();
        let easel = Easel::new(canvas.clone(), &gantt, WIDTH, HEIGHT);
        let index = seconds(clock, || Easel::new(canvas.clone(), &gantt, WIDTH, HEIGHT));
        let paint = |window| {
            easel.paint(&gantt, window, gantt.end);
            finish(&canvas)
        };
        let whole = seconds(clock, || paint(None));
        let pan = frames(clock, |frame| paint(panned(&gantt, frame)));
        let zoom = frames(clock, |frame| paint(zoomed(&gantt, frame)));
        let naive = seconds(clock, || {
            rectangles(&canvas, &gantt);
            finish(&canvas)
        });
        let plain = plain_loop(&canvas, &gantt);
        let skipping = seconds(clock, || {
            plain();
            finish(&canvas)
        });
        let ms = |seconds: f64| format!("{:.2} ms", seconds * 1e3);
        let times = |other: f64| format!("1/{:.0}", other / whole.max(1e-6));
        let cells = vec![
            ms(index),
            ms(whole),
            ms(pan),
            ms(zoom),
            ms(skipping),
            ms(naive),
            times(skipping),
            times(naive),
        ];
        rows.push(Row { what: format!("10^{exponent} slices"), cells });
    }
    let columns = [
        "index, once",
        "whole run",
        "panning, p95",
        "zooming, p95",
        "loop that skips what is below a pixel",
        "a rectangle per slice",
        "whole / skipping loop",
        "whole / rectangles",
    ];
    Group {
        title: "Painting a timeline, 16 lanes, 1920 pixels",
        columns: columns.map(String::from).into(),
        rows,
    }
}

/// Frames of a gesture.
const FRAMES: usize = 120;

/// A hundredth of a run, panned by some pixels per frame.
fn panned(gantt: &Gantt, frame: usize) -> Option<Window> {
    let whole = Window::whole(gantt.end).span;
    let window = Window { from: whole * 0.4, span: whole / 100.0 };
    window.moved(window.span * frame as f64 / 200.0, gantt.end)
}

/// From the whole run to a few slices.
fn zoomed(gantt: &Gantt, frame: usize) -> Option<Window> {
    let whole = Window::whole(gantt.end);
    let least: f64 = 20.0;
    let factor = (whole.span / least).powf(frame as f64 / FRAMES as f64);
    whole.zoomed(factor, whole.span / 3.0, gantt.end)
}

/// The 95th percentile of what frames of a gesture take.
fn frames(clock: &Clock, mut paint: impl FnMut(usize) -> u8) -> f64 {
    let frame = |index| {
        let start = clock();
        paint(index);
        clock() - start
    };
    let mut times: Vec<f64> = (0..FRAMES).map(frame).collect();
    times.sort_by(f64::total_cmp);
    times[times.len() * 95 / 100]
}

/// The plain loop over typed arrays that profilers draw with: every slice is looked at, and a rectangle is drawn for
/// those that reach a pixel of their own.
fn plain_loop(canvas: &HtmlCanvasElement, gantt: &Gantt) -> impl Fn() {
    const LOOP: &str = "const colours = ['navy', 'teal', 'maroon', 'olive'];
        const scale = width / end, height = context.canvas.height / starts.length;
        context.clearRect(0, 0, width, context.canvas.height);
        for (let lane = 0; lane < starts.length; lane++) {
            const start = starts[lane], stop = ends[lane], name = names[lane];
            let last = -1;
            for (let i = 0; i < start.length; i++) {
                const right = stop[i] * scale;
                if (right < last) continue;
                const left = start[i] * scale;
                context.fillStyle = colours[name[i] % 4];
                context.fillRect(left, lane * height, Math.max(right - left, 1), height - 2);
                last = Math.floor(right) + 1;
            }
        }";
    let columns = [Array::new(), Array::new(), Array::new()];
    for lane in &gantt.lanes {
        let column = |of: fn(&Slice) -> f64| {
            let values: Vec<f64> = lane.slices.iter().map(of).collect();
            Float64Array::from(values.as_slice())
        };
        columns[0].push(&column(|slice| slice.start.0 as f64));
        columns[1].push(&column(|slice| slice.end.0 as f64));
        columns[2].push(&column(|slice| f64::from(slice.who)));
    }
    let [starts, ends, names] = columns;
    let run = Function::new_with_args("context, width, end, starts, ends, names", LOOP);
    let values = Array::of3(&context(canvas), &WIDTH.into(), &(gantt.end.0 as f64).into());
    for column in [starts, ends, names] {
        values.push(&column);
    }
    move || drop(run.apply(&JsValue::NULL, &values).expect("the loop runs"))
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
