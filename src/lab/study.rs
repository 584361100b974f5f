//! A study: a chart over many runs. One thing of the scenario takes one value after the other, the run is made
//! anew for each, and its results are the points.
//!
//! ```text
//! quantum   1    2    3    4  …        one point = one value of x = one run or a few
//! waiting  7.2  6.8  6.8  6.2          one series = one line
//! ```

use crate::figure::{Chart, Curve, Hue, Line};
use crate::report::{Datum, Shape, Sheet};
use crate::sim::Ratio;
use crate::text::Text;

/// The most points of one study.
pub const MAX_POINTS: usize = 200;

/// A chart over many runs, before its points are computed.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Study {
    /// On the command line and in the page, for ever; kebab-case.
    pub id: &'static str,
    /// What it shows.
    pub title: Text,
    /// What is changed, what is kept, and what one can see; one or two sentences.
    pub help: Text,
    /// The name of x in tables: `quantum`.
    pub x: &'static str,
    /// Name and unit of the horizontal axis.
    pub x_name: Text,
    /// Name and unit of the vertical axis.
    pub y_name: Text,
    /// The lines.
    pub series: Vec<Series>,
    /// Where the points are, x rising; at most [`MAX_POINTS`].
    pub points: Vec<X>,
    /// The points stand at equal distances, under their own names: for x that doubles, or that is no number.
    pub evenly: bool,
    /// The point at which the scenario stands as it is, if it is one of them.
    pub here: Option<usize>,
}

/// A line of a study.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Series {
    /// In tables: `waiting`.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Its colour; 0 = ink.
    pub hue: Hue,
}

/// A place on the horizontal axis.
#[derive(Clone, Debug, PartialEq)]
pub struct X {
    /// Its value, in the unit of the axis.
    pub value: Ratio,
    /// Its name: `4`, `64 KB`.
    pub name: String,
}

/// One value for each series; `None` where there is none.
pub type Values = Vec<Option<Ratio>>;

impl X {
    /// A whole number, named by itself.
    pub fn whole(number: u64) -> X {
        X { value: Ratio::whole(number as i64), name: number.to_string() }
    }
}

impl Study {
    /// The points computed so far, from the first on, as a chart.
    pub fn chart(&self, computed: &[Values]) -> Chart {
        let at = |index: usize| match self.evenly {
            true => index as i64 * 1_000,
            false => self.points[index].value.thousandths(),
        };
        let line = |(index, series): (usize, &Series)| {
            let point = |(place, values): (usize, &Values)| {
                Some((at(place), values.get(index)?.as_ref()?.thousandths()))
            };
            Line {
                name: series.name.clone(),
                hue: series.hue,
                points: computed.iter().take(self.points.len()).enumerate().filter_map(point).collect(),
            }
        };
        let names =
            if self.evenly { self.points.iter().map(|x| x.name.clone()).collect() } else { Vec::new() };
        Chart {
            caption: self.title.clone(),
            x: self.x_name.clone(),
            y: self.y_name.clone(),
            x_end: self.points.len().checked_sub(1).map_or(0, at),
            lines: self.series.iter().enumerate().map(line).collect(),
            curve: Curve::Dots,
            names,
            here: self.here.map(at),
        }
    }

    /// The points computed so far, as a table of exact values.
    pub fn sheet(&self, computed: &[Values]) -> Sheet {
        let row = |(x, values): (&X, &Values)| {
            let first = if self.evenly { Datum::Word(x.name.clone()) } else { datum(&Some(x.value.clone())) };
            std::iter::once(first).chain(values.iter().map(datum)).collect()
        };
        let heads = std::iter::once(self.x).chain(self.series.iter().map(|series| series.id.as_str()));
        Sheet {
            id: self.id,
            shape: Shape::Rows,
            columns: heads.map(String::from).collect(),
            rows: self.points.iter().zip(computed).map(row).collect(),
        }
    }
}

fn datum(value: &Option<Ratio>) -> Datum {
    match value {
        Some(whole) if whole.is_whole() => whole.floor().map_or(Datum::Exact(whole.clone()), Datum::Int),
        Some(value) => Datum::Exact(value.clone()),
        None => Datum::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn study(evenly: bool) -> Study {
        Study {
            id: "size",
            x: "size",
            series: ["a", "b"].map(|id| Series { id: id.into(), ..Series::default() }).into(),
            points: [4, 64, 1024].map(X::whole).into(),
            evenly,
            here: Some(1),
            ..Study::default()
        }
    }

    fn computed() -> Vec<Values> {
        vec![vec![Some(Ratio::new(1, 3)), None], vec![Some(Ratio::whole(2)), Some(Ratio::whole(7))]]
    }

    #[test]
    fn the_chart_holds_what_is_computed() {
        let chart = study(false).chart(&computed());
        assert_eq!(chart.x_end, 1_024_000);
        assert_eq!(chart.lines[0].points, [(4_000, 333), (64_000, 2_000)]);
        assert_eq!(chart.lines[1].points, [(64_000, 7_000)], "no value, no point");
        assert_eq!(chart.here, Some(64_000));
        let even = study(true).chart(&computed());
        assert_eq!((even.x_end, even.here), (2_000, Some(1_000)));
        assert_eq!(even.lines[0].points, [(0, 333), (1_000, 2_000)]);
        assert_eq!(even.names, ["4", "64", "1024"]);
    }

    #[test]
    fn the_table_is_exact() {
        let sheet = study(false).sheet(&computed());
        assert_eq!(crate::report::csv(&[&sheet]), "size,a,b\n4,0.333333,\n64,2,7\n");
        assert_eq!(sheet.json()[0]["a"]["frac"], "1/3");
    }
}
