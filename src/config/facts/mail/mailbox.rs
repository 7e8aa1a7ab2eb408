//! Where mail is: driver, layout and places, in both series.

use std::borrow::Cow;

use crate::config::facts::mail::location::{self, Location};
use crate::config::resolve::view::{Found, View, Word};
use crate::config::resolve::words::Field;
use crate::config::{Config, Filter, Key, ScopeId, ScopeKind, SectionKind, Service};
use crate::schema::{
    self, LocationKey, LocationSetting, Series, Setting, find, location_keys, service_groups,
};
use crate::source::Span;

/// A place of mail that is effective for someone.
#[derive(Debug, Clone)]
pub struct MailLocation<'c> {
    /// The driver, in lower case: `mbox`, `maildir`, `sdbox`, …; empty when Dovecot detects it.
    pub driver: String,
    /// The layout of the folders, in lower case.
    pub layout: String,
    /// The path of the INBOX, when one is written.
    pub inbox: String,
    /// Where that is written.
    pub inbox_span: Option<Span>,
    /// The value that names the driver.
    pub span: Option<Span>,
    /// The root of the folders, when one is known.
    pub path: Option<Word<'c>>,
    /// What else is written, under the names of 2.3 in both series: `INDEX`, `CONTROL`, `LAYOUT`, …
    pub options: Vec<Field<'c>>,
    /// The value of 2.3 that says all this, or `mail_driver` of 2.4.
    pub found: Found<'c>,
}

impl<'c> MailLocation<'c> {
    /// An option by its name in 2.3; the last one counts.
    pub fn option(&self, key: &str) -> Option<&Field<'c>> {
        self.options.iter().rev().find(|field| field.is(key))
    }

    /// The options that Dovecot does not know, for which it refuses every mailbox of the user.
    pub fn unknown(&self) -> impl Iterator<Item = &Field<'c>> {
        self.options.iter().filter(|field| {
            // `UTF-8` is compared as a whole.
            !location_keys().any(|key| field.is(key.name)) || (field.is("UTF-8") && field.value.is_some())
        })
    }
}

impl<'c> View<'c> {
    /// Where the mail of everyone is.
    pub fn mail_location(&self) -> MailLocation<'c> {
        match self.config.version().series {
            Series::V23 => self.config.location23(self.get("mail_location")),
            Series::V24 => self.location24(),
        }
    }

    /// The places of the mail: that of everyone, and those that namespaces add.
    pub fn mail_locations(&self) -> Vec<MailLocation<'c>> {
        let series = self.config.version().series;
        let mut places = vec![self.mail_location()];
        for section in self.sections_in_force(SectionKind::NAMESPACE) {
            match series {
                Series::V23 => {
                    let found = section.value("location");
                    if !found.text.is_empty() {
                        places.push(self.config.location23(found));
                    }
                }
                Series::V24 => {
                    let view = section.outward();
                    let driver = view.get("mail_driver");
                    if driver.assign.is_some_and(|assign| section.scopes.contains(&assign.scope)) {
                        places.push(view.location24());
                    }
                }
            }
        }
        places
    }

    /// The place that the `mail_*` settings of 2.4 name, with the defaults of driver and layout.
    pub(in crate::config) fn location24(&self) -> MailLocation<'c> {
        let config = self.config;
        let found = self.get("mail_driver");
        let driver = found.shown().to_ascii_lowercase();
        let inside = self.driver_sections(&driver);
        let layout = self.get_for("mailbox_list_layout", &inside, &driver, "").shown().to_ascii_lowercase();
        let mut options = Vec::new();
        let word = |key: &'static str, found: &Found<'c>| {
            let span = found.assign.map(|a| {
                let statement = config.statement(a);
                config.document.locate(statement, statement.key)
            });
            Word { text: Cow::Borrowed(key.as_bytes()), assign: found.assign, span }
        };
        for MailOption { key, setting, on } in config.mail_options() {
            let inside = on.is_none().then(|| self.get_inside(&inside, setting)).flatten();
            let Some(found) = inside.or_else(|| self.set(setting)) else { continue };
            let value = match on {
                None => Some(config.word_at(&found, 0..found.text.len())),
                Some(on) if found.boolean() == Some(*on) => None,
                Some(_) => continue,
            };
            options.push(Field { key: word(key, &found), value });
        }
        let path = self.get_for("mail_path", &inside, &driver, &layout);
        let inbox = self.get("mail_inbox_path");
        MailLocation {
            inbox: inbox.shown().as_str().to_owned(),
            inbox_span: config.place(&inbox),
            span: found.assign.map(|assign| config.value_span(assign)),
            path: (!path.text.is_empty()).then(|| config.word_at(&path, 0..path.text.len())),
            driver,
            layout,
            options,
            found,
        }
    }

    /// The unnamed sections of a driver, `sdbox {}`, the one that wins first.
    fn driver_sections(&self, driver: &str) -> Vec<ScopeId> {
        let Some(section) = find(schema::scope(Series::V24, "root"), driver.as_bytes()) else {
            return Vec::new();
        };
        // No one opens one in nearly all configurations, and some views have thousands of scopes.
        if !self.config.is_opened(section) {
            return Vec::new();
        }
        let inside = |scope| self.config.sections_into(scope, section).into_owned().into_iter().rev();
        self.scopes().flat_map(inside).collect()
    }

    /// A setting in one of these sections of a driver, which win over what is around them.
    fn get_inside(&self, sections: &[ScopeId], setting: &Setting) -> Option<Found<'c>> {
        let (config, key) = (self.config, Key::of(setting));
        sections.iter().find_map(|scope| config.assigned(*scope, key)).map(|assign| config.found(assign))
    }

    /// A setting with the default that holds for a driver and a layout.
    fn get_for(&self, name: &str, inside: &[ScopeId], driver: &str, layout: &str) -> Found<'c> {
        let setting = find(schema::scope(Series::V24, "root"), name.as_bytes());
        let inside = setting.and_then(|setting| self.get_inside(inside, setting));
        let found = inside.unwrap_or_else(|| self.get_here(setting));
        let defaults = setting.map_or(&[][..], |setting| setting.in_filters);
        if found.assign.is_some() || defaults.is_empty() {
            return found;
        }
        let of_layout = |filter: &str| filter.strip_prefix("layout_") == Some(layout);
        let of_both = |filter: &str| {
            filter.split_once('/').is_some_and(|(name, rest)| name == driver && of_layout(rest))
        };
        let find = |is_it: &dyn Fn(&str) -> bool| defaults.iter().find(|(filter, _)| is_it(filter));
        match find(&of_both).or_else(|| find(&|filter| filter == driver)).or_else(|| find(&of_layout)) {
            Some((_, text)) => Found::default(text),
            None => found,
        }
    }
}

/// A setting of 2.4 that stands for an option of `mail_location`, and that someone sets.
#[derive(Debug)]
pub(in crate::config) struct MailOption {
    key: &'static str,
    setting: &'static Setting,
    /// The value that means the word of 2.3, if it has none itself.
    on: Option<bool>,
}

impl Config<'_> {
    /// The options of a place that anyone sets; hardly ever more than one or two.
    fn mail_options(&self) -> &[MailOption] {
        self.tables.mail_options.get_or_init(|| {
            let option = |LocationKey { name: key, setting }| {
                let (name, on) = match setting {
                    LocationSetting::Text(name) => (name, None),
                    LocationSetting::Switch(name, on) => (name, Some(on)),
                    LocationSetting::None => return None,
                };
                let setting = find(schema::scope(Series::V24, "root"), name.as_bytes())?;
                self.sets(setting).then_some(MailOption { key, setting, on })
            };
            location_keys().filter_map(option).collect()
        })
    }

    /// Reads a location of 2.3.
    pub(in crate::config) fn location23<'c>(&'c self, found: Found<'c>) -> MailLocation<'c> {
        let parts = Location::read(&found.text);
        let driver =
            parts.driver.map_or(Cow::Borrowed(""), |name| String::from_utf8_lossy(&found.text[name]));
        let driver = driver.to_ascii_lowercase();
        let path = Some(parts.path).filter(|range| !range.is_empty());
        let path = path.map(|range| unescaped(self.word_at(&found, range)));
        let field = |range| {
            let field = self.field(&found, range);
            Field { key: unescaped(field.key), value: field.value.map(unescaped) }
        };
        let options: Vec<Field<'c>> = parts.options.into_iter().map(field).collect();
        let text_of = |key: &str| {
            let last = options.iter().rev().find(|field| field.is(key));
            last.map(|field| String::from_utf8_lossy(field.text()).into_owned())
        };
        let layout = text_of("LAYOUT").map(|layout| layout.to_ascii_lowercase());
        MailLocation {
            layout: layout.unwrap_or_else(|| location::usual_layout(&driver).to_owned()),
            inbox: text_of("INBOX").unwrap_or_default(),
            inbox_span: options.iter().rev().find(|field| field.is("INBOX")).and_then(Field::span),
            span: found.assign.map(|assign| self.value_span(assign)),
            path,
            options,
            driver,
            found,
        }
    }

    /// What holds for a protocol: its own filter where there is one, everyone's values otherwise.
    pub fn protocol_view(&self, protocol: &[u8]) -> View<'_> {
        let plain = |(scope, filter): &(ScopeId, &Filter)| {
            filter.protocol.is_some()
                && !filter.is_by_address()
                && !matches!(self.scope(*scope).parent.map(|p| &self.scope(p).kind), Some(ScopeKind::Filter(f)) if f.is_by_address())
        };
        let named = self.filters().filter(plain).find(|(_, f)| f.protocol.as_deref() == Some(protocol));
        let own = named.or_else(|| self.filters().filter(plain).find(|(_, f)| f.serves(protocol)));
        own.map_or_else(|| self.root(), |(scope, _)| self.view(scope))
    }

    /// The filters that may match the connections of a protocol.
    pub fn filters_serving(&self, protocol: &[u8]) -> impl Iterator<Item = ScopeId> {
        let is_for = move |scope: ScopeId| match &self.scope(scope).kind {
            ScopeKind::Filter(filter) => filter.serves(protocol),
            _ => true,
        };
        self.filters().map(|(scope, _)| scope).filter(move |scope| {
            std::iter::successors(Some(*scope), |scope| self.scope(*scope).parent).all(is_for)
        })
    }
}

/// A part of a location as Dovecot takes it.
fn unescaped(word: Word<'_>) -> Word<'_> {
    match location::unescaped(&word.text) {
        Cow::Borrowed(_) => word,
        Cow::Owned(text) => Word { text: Cow::Owned(text), ..word },
    }
}

impl Config<'_> {
    /// The place that makes the mail of this service mbox.
    pub fn mbox_opened_by<'c>(&'c self, service: &Service<'_>) -> Option<MailLocation<'c>> {
        if !service.is_one_of(service_groups(self.version().series).opens_mail) {
            return None;
        }
        let protocol = service.protocol().text;
        let places = self.protocol_view(&protocol).mail_locations();
        let mbox = places.into_iter().find(|place| place.driver == "mbox");
        mbox.or_else(|| {
            self.filters_serving(&protocol).filter(|scope| self.sets_mail_place(*scope)).find_map(|scope| {
                let is_own = |place: &MailLocation<'_>| {
                    let assign = place.found.assign;
                    assign.is_some_and(|a| a.scope == scope || self.scope(a.scope).parent == Some(scope))
                };
                let mut places = self.view(scope).mail_locations().into_iter();
                places.find(|place| place.driver == "mbox" && is_own(place))
            })
        })
    }
}
