//! Paints very many bars as pixels: each lane is computed as rows of one pixel's height, all rows go into one
//! small image, and each is stretched to its bar's height. Cost depends on the width, not on how much ran.

use super::gantt::Lanes;
use super::palette::{Colour, Palette};
use crate::figure::strip::{AWAY, CPU_COPY, DMA_COPY, HATCHED, KERNEL, Look, NONE, SWITCH, USER};
use crate::figure::{Bar, Gantt, Grid, Lane, LaneKind, Plan, Pyramids, Strip, View, Window};
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
    let pyramids = StoredValue::new(None::<(usize, Arc<Pyramids>)>);
    let strips = Memo::new(move |_| {
        if !dense.get() {
            return Painting::default();
        }
        let (run, plan) = (eye.run.get(), plan.read());
        let gantt = run.timeline();
        // Built once per run, when it is first drawn as pixels.
        let which = Arc::as_ptr(&run).addr();
        let kept = pyramids.get_value().filter(|(run, _)| *run == which);
        let (_, built) = kept.unwrap_or_else(|| (which, Arc::new(Pyramids::new(gantt))));
        pyramids.set_value(Some((which, built.clone())));
        Painting::new(gantt, &built, &plan)
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

#[derive(Clone)]
struct Painting {
    strips: Arc<Vec<Strip>>,
    grid: Grid,
}

impl Painting {
    fn new(gantt: &Gantt, pyramids: &Pyramids, plan: &Plan) -> Painting {
        let count = ((plan.right - plan.left) * ratio()).round().max(1.0) as usize;
        let ticks = plan.window.span / count as f64;
        let first = (plan.window.from / ticks).round() as u64;
        let grid = Grid { ticks, first, count };
        let strip = |lane: &usize| Strip::new(gantt, &gantt.lanes[*lane], pyramids.of(gantt, *lane), &grid);
        Painting { strips: Arc::new(plan.rows.iter().map(strip).collect()), grid }
    }
}

impl Default for Painting {
    fn default() -> Self {
        Painting { strips: Arc::default(), grid: Grid { ticks: 1.0, first: 0, count: 0 } }
    }
}

impl PartialEq for Painting {
    fn eq(&self, other: &Self) -> bool {
        self.grid == other.grid && Arc::ptr_eq(&self.strips, &other.strips)
    }
}

/// A timeline on a canvas of its own, painted whenever it is told to: what the benchmark measures.
pub struct Easel {
    canvas: HtmlCanvasElement,
    small: HtmlCanvasElement,
    layout: Plan,
    pyramids: Pyramids,
    palette: Palette,
}

impl Easel {
    /// Lays a timeline out for a canvas of this size, and builds what all pictures are made from.
    pub fn new(canvas: HtmlCanvasElement, gantt: &Gantt, width: f64, height: f64) -> Easel {
        let layout = Plan::new(gantt, &[], Default::default(), View { width, height, first: 0 });
        let small = document().create_element("canvas").expect("a valid name").unchecked_into();
        let pyramids = Pyramids::new(gantt);
        for lane in 0..gantt.lanes.len() {
            pyramids.of(gantt, lane);
        }
        Easel { canvas, small, layout, pyramids, palette: Palette::read(None) }
    }

    /// Paints a part of it, up to an instant.
    pub fn paint(&self, gantt: &Gantt, window: Option<Window>, now: Time) {
        let plan = self.layout.through(window);
        let painting = Painting::new(gantt, &self.pyramids, &plan);
        draw(&self.canvas, &self.small, &plan, gantt, &painting, now, &self.palette);
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

/// Wipes a canvas; it gets a new size only where that is another.
fn wipe(canvas: &HtmlCanvasElement, width: f64, height: f64) -> Option<CanvasRenderingContext2d> {
    let (w, h) = ((width * ratio()).round(), (height * ratio()).round());
    if (canvas.width(), canvas.height()) != (w as u32, h as u32) {
        return resize(canvas, width, height);
    }
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.clear_rect(0.0, 0.0, w, h);
    Some(context)
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
    let Some(context) = wipe(canvas, plan.width, plan.height) else { return };
    let grid = &painting.grid;
    let pixels = grid.count;
    let part = grid.place(now.min(gantt.end));
    let (whole, shown) = (part.floor() as usize, part.ceil() as usize);
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
                Strip::cut(gantt, lane, Time(grid.start(pixel) as u64), now)
            };
            if thick != NONE {
                paint(0, pixel, colour(thick, palette), strength(lane, strip.share[pixel]));
            }
            if thin != NONE {
                paint(1, pixel, palette.faint, 255);
                let place = grid.first + pixel as u64;
                let dash = thin == HATCHED && place % 5 < 2 || thin == AWAY && place % 6 < 3;
                paint(2, pixel, if dash { palette.faint } else { palette.surface }, 255);
            }
        }
    }
    let (wide, high) = (pixels as u32, (ROWS * painting.strips.len()) as u32);
    if (small.width(), small.height()) != (wide, high) {
        small.set_width(wide);
        small.set_height(high);
    }
    let Ok(data) = ImageData::new_with_u8_clamped_array(Clamped(&image), wide) else { return };
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

fn colour(look: Look, palette: &Palette) -> Colour {
    match look {
        SWITCH => palette.switch,
        USER => palette.user,
        KERNEL => palette.kernel,
        CPU_COPY => palette.cpu_copy,
        DMA_COPY => palette.dma_copy,
        solid => palette.hues[usize::from(solid - 1).min(8)],
    }
}

/// In a process's lane a pixel is fainter the less of it ran; in a CPU's lane whatever ran is fully shown.
fn strength(lane: &Lane, share: u8) -> u8 {
    if lane.kind != LaneKind::Subject { 255 } else { share.max(90) }
}
