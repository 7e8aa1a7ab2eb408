//! The answer as a picture: a row for each limit, on a logarithmic axis.

use std::fmt::Write as _;

use super::Answered;
use super::table::Standing;
use super::units::count;
use crate::capacity::{Certainty, Limit};

/// Columns of the picture, in pixels.
const WIDTH: u32 = 900;
/// Where the axis begins.
const LEFT: u32 = 380;
/// What is right of the axis, for the number at the end of a bar.
const RIGHT: u32 = 100;
const ROW: u32 = 30;
const TOP: u32 = 64;
/// At most so many rows.
const ROWS: usize = 40;

/// The picture as SVG. It needs no script and no font, and can be read without colours.
pub fn capacity_svg(one: &Answered<'_>) -> String {
    let limits: Vec<&Limit> = one.capacity.limits.iter().take(ROWS).collect();
    let largest = limits.iter().map(|limit| limit.users).chain(one.users.iter().copied()).max().unwrap_or(1);
    let axis = Axis::to(largest);
    let height = TOP + ROW * limits.len() as u32 + 46;
    let secrets = one.document.secrets();
    let root = &one.document.sources.file(one.document.root).shown;
    let title = format!("{}, Dovecot {}", crate::text::printable(root.as_bytes()), one.server.version);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <title>How many {} each limit allows</title>\n\
         <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>\n\
         <text x=\"16\" y=\"26\" font-size=\"15\" font-weight=\"bold\" fill=\"#1f2328\">{}</text>\n",
        one.unit(),
        escaped(&secrets.veiled(&title)),
    );
    let bottom = TOP + ROW * limits.len() as u32;
    for (at, label) in axis.marks() {
        let _ = write!(
            svg,
            "<line x1=\"{at}\" y1=\"{TOP}\" x2=\"{at}\" y2=\"{bottom}\" stroke=\"#d0d7de\"/>\n\
             <text x=\"{at}\" y=\"{}\" text-anchor=\"middle\" fill=\"#59636e\">{label}</text>\n",
            bottom + 18
        );
    }
    for (row, limit) in limits.iter().enumerate() {
        self::row(&mut svg, one, &axis, TOP + ROW * row as u32, limit);
    }
    for users in &one.users {
        let at = axis.place(*users);
        let _ = write!(
            svg,
            "<line x1=\"{at}\" y1=\"{}\" x2=\"{at}\" y2=\"{bottom}\" stroke=\"#1f2328\" stroke-width=\"1.5\" stroke-dasharray=\"5 4\"/>\n\
             <text x=\"{at}\" y=\"{}\" text-anchor=\"middle\" fill=\"#1f2328\">{users} {}</text>\n",
            TOP - 8,
            TOP - 14,
            one.unit()
        );
    }
    let _ = write!(
        svg,
        "<text x=\"16\" y=\"{}\" fill=\"#59636e\">{}; ~ estimate; logarithmic</text>\n</svg>\n",
        bottom + 18,
        one.unit()
    );
    svg
}

fn row(svg: &mut String, one: &Answered<'_>, axis: &Axis, top: u32, limit: &Limit) {
    let standing = one.most().map(|users| Standing::of(one, limit, users));
    let (fill, mark) = match standing {
        Some(Standing::Reached) => ("#cf222e", " !"),
        Some(Standing::Close) => ("#d4a72c", ""),
        Some(Standing::Enough) => ("#2da44e", ""),
        None => ("#6e7781", ""),
    };
    let end = axis.place(limit.users);
    let about = if limit.certainty == Certainty::Exact { "" } else { "~" };
    let secrets = one.document.secrets();
    let label = secrets.veiled(&one.label(limit));
    let place = secrets.veiled(&one.place(limit));
    let _ = write!(
        svg,
        "<text x=\"16\" y=\"{0}\" fill=\"#1f2328\">{1}</text>\n\
         <rect x=\"{LEFT}\" y=\"{2}\" width=\"{3}\" height=\"16\" fill=\"{fill}\"><title>{4}</title></rect>\n\
         <text x=\"{5}\" y=\"{0}\" fill=\"#1f2328\">{about}{6}{mark}</text>\n",
        top + 20,
        escaped(&label),
        top + 8,
        end.saturating_sub(LEFT).max(1),
        escaped(&place),
        end + 6,
        count(limit.users),
    );
}

/// Powers of ten, each as far from the next one.
struct Axis {
    decades: u32,
}

impl Axis {
    /// An axis that a number fits on.
    fn to(largest: u64) -> Axis {
        Axis { decades: largest.max(10).ilog10() + 1 }
    }

    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "a place on the picture is a small number above 0"
    )]
    fn place(&self, users: u64) -> u32 {
        let part = (users.max(1) as f64).log10() / f64::from(self.decades);
        LEFT + (part * f64::from(WIDTH - LEFT - RIGHT)).round() as u32
    }

    fn marks(&self) -> impl Iterator<Item = (u32, String)> {
        let label = |decade: u32| match decade {
            0..=3 => 10_u64.pow(decade).to_string(),
            4..=5 => format!("{}k", 10_u64.pow(decade - 3)),
            6..=8 => format!("{}M", 10_u64.pow(decade - 6)),
            _ => format!("1e{decade}"),
        };
        (0..=self.decades).map(move |decade| {
            let users = 10_u64.checked_pow(decade).unwrap_or(u64::MAX);
            (self.place(users), label(decade))
        })
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
