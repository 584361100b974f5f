//! Paints very many bars as pixels: each lane is computed as rows of one pixel's height, all rows go into one
//! small image, and each is stretched to its bar's height. Cost depends on the width, not on how much ran.

use super::gantt::Lanes;
use super::palette::{Colour, Palette};
use crate::figure::{Bar, Gantt, Lane, LaneKind, Plan, Slice, Strip, View};
use crate::sim::Time;
use leptos::html::Canvas;
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

/// Rows of the image per lane: thick bars, outlines of thin bars, insides of thin bars.
const ROWS: usize = 3;

/// The canvas; empty while the bars are few enough to be drawn one by one.
pub fn view(lanes: Lanes) -> impl IntoView {
    let node = NodeRef::<Canvas>::new();
    let small = StoredValue::new_local(None::<HtmlCanvasElement>);
    let Lanes { eye, plan, now, dense, palette } = lanes;
    // One pass over the slices per run and width.
    let strips = Memo::new(move |_| {
        let (run, plan) = (eye.run.get(), plan.get());
        if dense.get() { Painting::new(run.timeline(), &plan) } else { Painting::default() }
    });
    let waiting = StoredValue::new(false);
    let paint = move || {
        waiting.try_set_value(false);
        let Some(canvas) = node.try_get_untracked().flatten() else { return };
        let (run, plan, painting) = (eye.run.get_untracked(), plan.get_untracked(), strips.get_untracked());
        let now = now.get_untracked();
        small.update_value(|small| {
            let small = small.get_or_insert_with(|| {
                document().create_element("canvas").expect("a valid name").unchecked_into()
            });
            draw(&canvas, small, &plan, run.timeline(), &painting, now, &palette.read_untracked());
        });
    };
    Effect::new(move |_| {
        strips.track();
        now.track();
        palette.track();
        // However often it is told, it paints once per animation frame.
        if node.get().is_some() && !waiting.get_value() {
            waiting.set_value(true);
            request_animation_frame(paint);
        }
    });
    view! { <canvas class="gantt-layer" aria-hidden="true" node_ref=node></canvas> }
}

#[derive(Clone, Default)]
struct Painting {
    strips: Arc<Vec<Strip>>,
    pixels: usize,
}

impl Painting {
    fn new(gantt: &Gantt, plan: &Plan) -> Painting {
        let pixels = ((plan.right - plan.left) * ratio()).round().max(1.0) as usize;
        let strip = |lane: &usize| Strip::new(&gantt.lanes[*lane], gantt.end, pixels);
        Painting { strips: Arc::new(plan.rows.iter().map(strip).collect()), pixels }
    }
}

impl PartialEq for Painting {
    fn eq(&self, other: &Self) -> bool {
        self.pixels == other.pixels && Arc::ptr_eq(&self.strips, &other.strips)
    }
}

/// A timeline on a canvas of its own, painted whenever it is told to: what the benchmark measures.
pub struct Easel {
    canvas: HtmlCanvasElement,
    small: HtmlCanvasElement,
    plan: Plan,
    painting: Painting,
    palette: Palette,
}

impl Easel {
    /// Lays a timeline out for a canvas of this size.
    pub fn new(canvas: HtmlCanvasElement, gantt: &Gantt, width: f64, height: f64) -> Easel {
        let plan = Plan::new(gantt, &[], Default::default(), View { width, height, first: 0 });
        let small = document().create_element("canvas").expect("a valid name").unchecked_into();
        Easel { painting: Painting::new(gantt, &plan), canvas, small, plan, palette: Palette::read(None) }
    }

    /// Paints it up to an instant.
    pub fn paint(&self, gantt: &Gantt, now: Time) {
        draw(&self.canvas, &self.small, &self.plan, gantt, &self.painting, now, &self.palette);
    }
}

/// Device pixels per CSS pixel.
pub fn ratio() -> f64 {
    window().device_pixel_ratio().clamp(1.0, 4.0)
}

/// Gives a canvas its size in device pixels, which also wipes it.
pub fn resize(canvas: &HtmlCanvasElement, width: f64, height: f64) -> Option<CanvasRenderingContext2d> {
    canvas.set_width((width * ratio()).round() as u32);
    canvas.set_height((height * ratio()).round() as u32);
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

fn draw(
    canvas: &HtmlCanvasElement,
    small: &HtmlCanvasElement,
    plan: &Plan,
    gantt: &Gantt,
    painting: &Painting,
    now: Time,
    palette: &Palette,
) {
    if painting.strips.is_empty() {
        canvas.set_width(0);
        canvas.set_height(0);
        return;
    }
    let Some(context) = resize(canvas, plan.width, plan.height) else { return };
    let pixels = painting.pixels;
    let part = now.0.min(gantt.end.0) as f64 / gantt.end.0.max(1) as f64 * pixels as f64;
    let (whole, shown) = (part.floor() as usize, (part.ceil() as usize).clamp(1, pixels));
    let mut image = vec![0u8; pixels * 4 * ROWS * painting.strips.len()];
    for (row, strip) in painting.strips.iter().enumerate() {
        let lane = &gantt.lanes[plan.rows[row]];
        let mut paint = |line: usize, pixel: usize, colour: Colour, alpha: u8| {
            let at = ((row * ROWS + line) * pixels + pixel) * 4;
            image[at..at + 3].copy_from_slice(&colour);
            image[at + 3] = alpha;
        };
        for pixel in 0..shown {
            let (thick, thin) = if pixel < whole {
                (strip.thick[pixel], strip.thin[pixel])
            } else {
                let from = Time((pixel as f64 / pixels as f64 * gantt.end.0 as f64) as u64);
                Strip::cut(lane, from, now)
            };
            if let Some(slice) = found(lane, thick) {
                paint(
                    0,
                    pixel,
                    thick_colour(gantt, lane, slice, palette),
                    strength(lane, strip.share[pixel]),
                );
            }
            if let Some(slice) = found(lane, thin) {
                paint(1, pixel, palette.faint, 255);
                let dash =
                    slice.bar == Bar::Hatched && pixel % 5 < 2 || slice.bar == Bar::Away && pixel % 6 < 3;
                paint(2, pixel, if dash { palette.faint } else { palette.surface }, 255);
            }
        }
    }
    small.set_width(pixels as u32);
    small.set_height((ROWS * painting.strips.len()) as u32);
    let Ok(data) = ImageData::new_with_u8_clamped_array(Clamped(&image), pixels as u32) else { return };
    let inside = small.get_context("2d").ok().flatten().and_then(|inside| inside.dyn_into().ok());
    let Some(inside): Option<CanvasRenderingContext2d> = inside else { return };
    if inside.put_image_data(&data, 0.0, 0.0).is_err() {
        return;
    }
    context.set_image_smoothing_enabled(false);
    stretch(&context, small, plan, gantt, pixels);
}

fn stretch(
    context: &CanvasRenderingContext2d,
    small: &HtmlCanvasElement,
    plan: &Plan,
    gantt: &Gantt,
    pixels: usize,
) {
    let ratio = ratio();
    for (row, lane) in plan.rows.iter().enumerate() {
        let kind = gantt.lanes[*lane].kind;
        let thin = plan.band(row, kind, Bar::Hollow);
        let inner = (thin.0 + 1.0, thin.1 - 2.0);
        let bands = [(1, thin), (2, inner), (0, plan.band(row, kind, Bar::Solid))];
        for (line, (top, height)) in bands {
            if kind == LaneKind::Resource && line > 0 {
                continue;
            }
            let from = (row * ROWS + line) as f64;
            let (top, height) = ((top * ratio).round(), (height * ratio).round().max(1.0));
            context
                .draw_image_with_html_canvas_element_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
                    small,
                    0.0,
                    from,
                    pixels as f64,
                    1.0,
                    (plan.left * ratio).round(),
                    top,
                    pixels as f64,
                    height,
                )
                .ok();
        }
    }
}

fn found(lane: &Lane, cell: u32) -> Option<&Slice> {
    lane.slices.get((cell as usize).checked_sub(1)?)
}

fn thick_colour(gantt: &Gantt, lane: &Lane, slice: &Slice, palette: &Palette) -> Colour {
    match slice.bar {
        Bar::Switch => return palette.switch,
        Bar::User => return palette.user,
        Bar::Kernel => return palette.kernel,
        Bar::CpuCopy => return palette.cpu_copy,
        Bar::DmaCopy => return palette.dma_copy,
        Bar::Solid | Bar::Hollow | Bar::Hatched | Bar::Away => {}
    }
    let resource = lane.kind == LaneKind::Resource;
    let hue =
        if resource { gantt.hues.get(slice.who as usize).copied().unwrap_or_default() } else { lane.hue };
    palette.hues[hue.min(8) as usize]
}

/// In a process's lane a pixel is fainter the less of it ran; in a CPU's lane whatever ran is fully shown.
fn strength(lane: &Lane, share: u8) -> u8 {
    if lane.kind != LaneKind::Subject { 255 } else { share.max(90) }
}
