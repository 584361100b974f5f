//! Paints a chart with plotters, in the house colours, with each line named at its end and its data as a table.

use super::canvas::{ratio, resize};
use super::palette::{Colour, Palette};
use super::{TableView, size};
use crate::figure::{Chart, Curve, Line, measure, thousandths};
use crate::text::{Lang, Text, plain};
use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::{
    Cartesian2d, ChartBuilder, ChartContext, Circle, Color, IntoDrawingArea, IntoFont, LineSeries, RGBColor,
    TextStyle,
};
use plotters_canvas::CanvasBackend;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

const AS_TABLE: Text = Text::new("Show as table", "以表格显示");
const HEIGHT: f64 = 200.0;

/// A chart of step lines.
#[component]
pub fn ChartView(#[prop(into)] chart: Signal<Chart>, #[prop(into)] lang: Signal<Lang>) -> impl IntoView {
    let (canvas, frame) = (NodeRef::<Canvas>::new(), NodeRef::<Div>::new());
    let size = size::of(frame);
    let palette = Palette::followed();
    Effect::new(move |_| {
        let (Some(canvas), width) = (canvas.get(), size.get().0) else { return };
        if width > 0.0 {
            draw(&canvas, &chart.read(), lang.get(), &palette.read(), width);
        }
    });
    let caption = move || plain(chart.read().caption.get(lang.get()));
    let table = Memo::new(move |_| chart.read().table());
    view! {
        <figure class="chart">
            <figcaption>{caption}</figcaption>
            <div class="chart-frame" node_ref=frame>
                <canvas role="img" aria-label=caption node_ref=canvas></canvas>
            </div>
            <details class="chart-table">
                <summary>{move || AS_TABLE.get(lang.get()).to_string()}</summary>
                <TableView table lang selected=RwSignal::new(None)/>
            </details>
        </figure>
    }
}

type Plot<'a> = ChartContext<'a, CanvasBackend, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

fn draw(canvas: &HtmlCanvasElement, chart: &Chart, lang: Lang, palette: &Palette, width: f64) {
    let Some(context) = resize(canvas, width, HEIGHT) else { return };
    let scale = ratio();
    if let Some(ends) = plot(canvas, chart, lang, palette, scale, width) {
        name_lines(&context, chart, lang, palette, scale, ends);
    }
}

/// Draws axes and lines in device pixels; returns where each line ends.
fn plot(
    canvas: &HtmlCanvasElement,
    chart: &Chart,
    lang: Lang,
    palette: &Palette,
    scale: f64,
    width: f64,
) -> Option<Vec<(i32, i32)>> {
    let area = CanvasBackend::with_canvas_object(canvas.clone())?.into_drawing_area();
    let device = |pixels: f64| (pixels * scale).round() as i32;
    let names = chart.lines.iter().map(|line| measure::width(line.name.get(lang), 12.0));
    let right = (names.fold(0.0, f64::max) * measure::BOLD + 14.0).min(width * 0.4);
    let (x_end, top) = (as_units(chart.x_end.max(1)), as_units(chart.top()));
    let mut plot = ChartBuilder::on(&area)
        .margin_top(device(10.0))
        .margin_right(device(right))
        .margin_bottom(device(4.0)) // or what hangs below the line is cut
        .x_label_area_size(device(42.0))
        .y_label_area_size(device(50.0))
        .build_cartesian_2d(0.0..x_end, 0.0..top)
        .ok()?;
    let font = |colour: Colour| -> TextStyle<'_> {
        (palette.font.as_str(), 12.0 * scale).into_font().color(&colour_of(colour))
    };
    let tick = |value: &f64| thousandths((value * 1000.0).round() as i64);
    let name = |value: &f64| chart.name((value * 1000.0).round() as i64);
    plot.configure_mesh()
        .x_desc(chart.x.get(lang))
        .y_desc(chart.y.get(lang))
        .x_labels(((width / 70.0) as usize).clamp(3, 12))
        .y_labels(if chart.top() <= 5_000 { chart.top() as usize / 1_000 + 1 } else { 5 })
        .x_label_formatter(&name)
        .y_label_formatter(&tick)
        .label_style(font(palette.faint))
        .axis_desc_style(font(palette.faint))
        .axis_style(colour_of(palette.line).stroke_width(device(1.0) as u32))
        .bold_line_style(colour_of(palette.line).stroke_width(device(1.0) as u32))
        .light_line_style(plotters::style::TRANSPARENT)
        .draw()
        .ok()?;
    if let Some(here) = chart.here {
        let style = colour_of(palette.faint).stroke_width(device(1.0) as u32);
        plot.draw_series(LineSeries::new([(as_units(here), 0.0), (as_units(here), top)], style)).ok();
    }
    Some(chart.lines.iter().map(|line| stroke(&mut plot, chart, line, palette, scale)).collect())
}

fn stroke(plot: &mut Plot<'_>, chart: &Chart, line: &Line, palette: &Palette, scale: f64) -> (i32, i32) {
    let corners: Vec<(f64, f64)> =
        chart.corners(line).iter().map(|(x, y)| (as_units(*x), as_units(*y))).collect();
    let last = corners.last().copied().unwrap_or_default();
    let colour = colour_of(colour(line, palette));
    if chart.curve == Curve::Dots {
        let radius = (2.5 * scale).round() as i32;
        plot.draw_series(corners.iter().map(|at| Circle::new(*at, radius, colour.filled()))).ok();
    }
    let style = colour.stroke_width((2.0 * scale).round() as u32);
    plot.draw_series(LineSeries::new(corners, style)).ok();
    plot.backend_coord(&last)
}

/// The name of each line beside its end; names that would overlap move down.
fn name_lines(
    context: &CanvasRenderingContext2d,
    chart: &Chart,
    lang: Lang,
    palette: &Palette,
    scale: f64,
    ends: Vec<(i32, i32)>,
) {
    context.set_font(&format!("600 {}px {}", 12.0 * scale, palette.font));
    context.set_text_align("start");
    context.set_text_baseline("middle");
    let mut named: Vec<(&Line, (i32, i32))> = chart.lines.iter().zip(ends).collect();
    named.sort_by_key(|(_, (_, y))| *y);
    let mut free = f64::NEG_INFINITY;
    for (line, (x, y)) in named {
        let y = (y as f64).max(free);
        free = y + 14.0 * scale;
        let [red, green, blue] = colour(line, palette);
        context.set_fill_style_str(&format!("#{red:02x}{green:02x}{blue:02x}"));
        context.fill_text(line.name.get(lang), x as f64 + 5.0 * scale, y).ok();
    }
}

fn colour(line: &Line, palette: &Palette) -> Colour {
    palette.hues[line.hue.min(8) as usize]
}

fn colour_of([red, green, blue]: Colour) -> RGBColor {
    RGBColor(red, green, blue)
}

fn as_units(thousandths: i64) -> f64 {
    thousandths as f64 / 1000.0
}
