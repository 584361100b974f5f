//! Paints the figures of a frame: one component per kind.

mod animate;
mod bars;
mod canvas;
mod chart;
mod flags;
mod gantt;
mod gestures;
mod lanes;
mod palette;
mod patterns;
mod scene;
mod size;
mod table;
mod zoom;

pub use canvas::Easel;
pub use chart::ChartView;
pub use table::TableView;

use super::prefs::Motion;
use super::words::Hovered;
use crate::figure::{Figure, Window};
use crate::lab::Run;
use crate::sim::Time;
use crate::text::Lang;
use animate::Animator;
use leptos::prelude::*;
use std::sync::Arc;

/// What every painter needs to know.
#[derive(Clone, Copy)]
struct Eye {
    run: Signal<Arc<dyn Run>>,
    lang: Signal<Lang>,
    selected: RwSignal<Option<String>>,
    hovered: Hovered,
    animator: Animator,
    /// The part of the run that the timeline shows.
    zoom: RwSignal<Option<Window>>,
    /// Shows the step at which an instant is reached.
    seek: Callback<Time>,
}

impl Eye {
    fn is_selected(self, id: &str) -> bool {
        self.selected.with(|selected| selected.as_deref().is_some_and(|other| super::words::same(other, id)))
    }
}

/// All pictures of a frame, from top to bottom. They animate when told so, and never on their own.
#[component]
pub fn FigureView(
    #[prop(into)] figures: Signal<Vec<Figure>>,
    #[prop(into)] run: Signal<Arc<dyn Run>>,
    #[prop(into)] lang: Signal<Lang>,
    #[prop(into)] motion: Signal<Motion>,
    selected: RwSignal<Option<String>>,
    zoom: RwSignal<Option<Window>>,
    seek: Callback<Time>,
) -> impl IntoView {
    let animator = Animator::new(motion);
    Effect::new(move |_| {
        figures.track();
        animator.begin();
    });
    let eye = Eye { run, lang, selected, hovered: Hovered::shared(), animator, zoom, seek };
    let kinds = Memo::new(move |_| figures.read().iter().map(std::mem::discriminant).collect::<Vec<_>>());
    let paint = move || (0..kinds.read().len()).map(|index| painter(figures, index, eye)).collect_view();
    view! { <patterns::Patterns/> {paint} }
}

/// The painter of one figure. While the kinds stay, it stays, and follows its figure by itself.
fn painter(figures: Signal<Vec<Figure>>, index: usize, eye: Eye) -> AnyView {
    macro_rules! follow {
        ($kind:ident) => {
            Memo::new(move |last| match figures.read().get(index) {
                Some(Figure::$kind(figure)) => figure.clone(),
                // The kinds have just changed: this painter is about to go.
                _ => last.cloned().unwrap_or_default(),
            })
        };
    }
    match figures.read_untracked()[index] {
        Figure::Scene(_) => scene::view(follow!(Scene), eye).into_any(),
        Figure::Gantt(_) => gantt::view(follow!(Gantt), eye).into_any(),
        Figure::Table(_) => {
            let (table, lang) = (follow!(Table), eye.lang);
            view! { <TableView table lang selected=eye.selected/> }.into_any()
        }
        Figure::Chart(_) => {
            let (chart, lang) = (follow!(Chart), eye.lang);
            view! { <ChartView chart lang/> }.into_any()
        }
    }
}
