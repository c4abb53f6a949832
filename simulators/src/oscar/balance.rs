//! What falls due when, and what of it is open (2.4, reading 6).

use time::{Date, Month};

use super::{
    settings::{Binder, Settings},
    state::{Family, Status},
};

/// A balance in cents, seen from one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Balance {
    /// Fell due before that day and is unpaid.
    pub(super) overdue: i64,
    /// The next amount, due on that day or later.
    pub(super) upcoming: i64,
    pub(super) upcoming_due_date: Option<Date>,
    /// Paid beyond what fell due.
    pub(super) credit: i64,
    /// The premium on that day.
    pub(super) premium: i64,
}

impl Balance {
    pub(super) const fn overall(&self) -> i64 {
        self.overdue + self.upcoming - self.credit
    }
}

fn first_of_next_month(day: Date) -> Option<Date> {
    match day.month() {
        Month::December => Date::from_calendar_date(day.year() + 1, Month::January, 1).ok(),
        month => Date::from_calendar_date(day.year(), month.next(), 1).ok(),
    }
}

impl Family {
    fn premium_on(&self, day: Date) -> i64 {
        let known = self.premiums.iter().rev().find(|(from, _)| *from <= day);
        known.or(self.premiums.first()).map_or(0, |(_, premium)| *premium)
    }

    /// Days on which a premium falls due, until cover ends.
    fn due_dates(&self, settings: &Settings) -> impl Iterator<Item = Date> + use<> {
        let span = self.holder().and_then(|holder| holder.spans.last());
        let span = span.filter(|span| span.status != Status::Cancelled);
        let last = span.map(|span| self.last_day(span));
        let regular = span.and_then(|span| first_of_next_month(span.start.max(self.enrolled)));
        let binder =
            span.filter(|span| settings.binder == Binder::Open || span.status == Status::Uneffectuated);
        let binder = binder.map(|span| span.start);
        let regular = std::iter::successors(regular, |day| first_of_next_month(*day));
        binder.into_iter().chain(regular).take_while(move |day| Some(*day) <= last)
    }

    fn fallen_due_before(&self, day: Date, settings: &Settings) -> i64 {
        let due = self.due_dates(settings).take_while(|due| *due < day);
        due.fold(0, |sum: i64, due| sum.saturating_add(self.premium_on(due)))
    }

    fn autopay(&self, settings: &Settings) -> bool {
        settings.autopay_pays
            && self.preference.as_ref().is_some_and(|preference| preference.is_autopay_enabled)
    }

    /// Lets autopay pay what fell due before today.
    pub(super) fn settle(&mut self, today: Date, settings: &Settings) {
        if self.autopay(settings) {
            self.paid = self.paid.max(self.fallen_due_before(today, settings));
        }
    }

    /// The balance seen from a day. Autopay, once on, is taken to go on.
    pub(super) fn balance(&self, day: Date, settings: &Settings) -> Balance {
        let fallen_due = self.fallen_due_before(day, settings);
        let paid = if self.autopay(settings) { self.paid.max(fallen_due) } else { self.paid };
        let upcoming_due_date = self.due_dates(settings).find(|due| *due >= day);
        Balance {
            overdue: (fallen_due - paid).max(0),
            upcoming: upcoming_due_date.map_or(0, |due| self.premium_on(due)),
            upcoming_due_date,
            credit: (paid - fallen_due).max(0),
            premium: self.premium_on(day),
        }
    }

    /// The first payment effectuates.
    pub(super) fn effectuate(&mut self) {
        for span in self.people.iter_mut().flat_map(|person| &mut person.spans) {
            if span.status == Status::Uneffectuated {
                span.status = Status::Effectuated;
            }
        }
    }

    /// Takes a payment, in cents. Where cover was not effectuated, the binder goes off it.
    pub(super) fn pay(&mut self, amount: i64, settings: &Settings) {
        let span = self.holder().and_then(|holder| holder.spans.last());
        let start = span.filter(|span| span.status == Status::Uneffectuated).map(|span| span.start);
        // An effectuated span has no binder to pay any more, unless a reading keeps it.
        let binder =
            start.filter(|_| settings.binder == Binder::Paid).map_or(0, |start| self.premium_on(start));
        self.paid = self.paid.saturating_add(amount).saturating_sub(binder.min(amount));
        self.effectuate();
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::{Map, json};
    use time::macros::date;

    use super::*;
    use crate::oscar::state::{Person, Preference, Span};

    fn family() -> Family {
        let span =
            Span { start: date!(2026 - 07 - 01), end: None, original_end: None, status: Status::Effectuated };
        let data = json!({"relationship_type": "POLICY_HOLDER"}).as_object().cloned().unwrap_or_default();
        let holder = Person { oscar_id: "OSC10000000-01".to_owned(), data, spans: vec![span] };
        Family {
            stem: "OSC10000000".to_owned(),
            people: vec![holder],
            policy: Map::new(),
            premiums: vec![(date!(2026 - 06 - 15), 10_000)],
            enrolled: date!(2026 - 06 - 15),
            paid: 0,
            preference: None,
            pending_calls: 0,
            updated: false,
        }
    }

    #[rstest]
    #[case::on_the_day_of_enrollment(date!(2026 - 06 - 15), 0, 10_000, Some(date!(2026 - 08 - 01)))]
    #[case::on_the_due_day_it_is_not_overdue(date!(2026 - 08 - 01), 0, 10_000, Some(date!(2026 - 08 - 01)))]
    #[case::a_day_later_it_is(date!(2026 - 08 - 02), 10_000, 10_000, Some(date!(2026 - 09 - 01)))]
    #[case::after_the_plan_year_nothing_comes(date!(2027 - 03 - 01), 50_000, 0, None)]
    fn premiums_fall_due_on_the_first_after_the_month_of_the_start(
        #[case] day: Date,
        #[case] overdue: i64,
        #[case] upcoming: i64,
        #[case] due: Option<Date>,
    ) {
        let balance = family().balance(day, &Settings::default());
        assert_eq!((balance.overdue, balance.upcoming, balance.upcoming_due_date), (overdue, upcoming, due));
        assert_eq!(balance.overall(), overdue + upcoming);
    }

    #[test]
    fn a_retroactive_start_owes_nothing_for_the_past() {
        let mut family = family();
        family.enrolled = date!(2026 - 10 - 20);
        let balance = family.balance(date!(2026 - 10 - 20), &Settings::default());
        assert_eq!((balance.overdue, balance.upcoming_due_date), (0, Some(date!(2026 - 11 - 01))));
    }

    #[test]
    fn what_is_paid_too_much_is_a_credit() {
        let mut family = family();
        family.pay(25_000, &Settings::default());
        let balance = family.balance(date!(2026 - 09 - 02), &Settings::default());
        assert_eq!((balance.overdue, balance.credit, balance.overall()), (0, 5_000, 5_000));
    }

    #[test]
    fn autopay_leaves_nothing_overdue_and_no_credit() {
        let mut family = family();
        family.preference =
            Some(Preference { id: "p".to_owned(), is_autopay_enabled: true, owner: "VENDOR".to_owned() });
        let balance = family.balance(date!(2026 - 12 - 02), &Settings::default());
        assert_eq!((balance.overdue, balance.credit, balance.upcoming), (0, 0, 0));
        family.settle(date!(2026 - 10 - 02), &Settings::default());
        family.preference = None;
        assert_eq!(family.balance(date!(2026 - 11 - 02), &Settings::default()).overdue, 10_000);
    }

    #[test]
    fn a_new_premium_counts_from_the_day_it_was_told() {
        let mut family = family();
        family.premiums.push((date!(2026 - 08 - 15), 20_000));
        let balance = family.balance(date!(2026 - 09 - 02), &Settings::default());
        assert_eq!((balance.overdue, balance.premium, balance.upcoming), (30_000, 20_000, 20_000));
    }

    #[test]
    fn an_unpaid_binder_falls_due_at_the_start_and_the_first_payment_takes_it() {
        let mut family = family();
        family.people[0].spans[0].status = Status::Uneffectuated;
        let settings = Settings { auto_effectuate: false, ..Settings::default() };
        let before = family.balance(date!(2026 - 06 - 15), &settings);
        assert_eq!(before.upcoming_due_date, Some(date!(2026 - 07 - 01)));
        family.pay(10_000, &settings);
        let after = family.balance(date!(2026 - 06 - 15), &settings);
        assert_eq!((after.upcoming_due_date, after.credit), (Some(date!(2026 - 08 - 01)), 0));
        assert_eq!(family.people[0].spans[0].status, Status::Effectuated);
    }

    #[test]
    fn the_last_day_of_the_calendar_does_not_stop_the_count() {
        let mut family = family();
        family.people[0].spans[0].start = Date::MAX;
        assert_eq!(family.balance(Date::MAX, &Settings::default()).upcoming, 0);
    }
}
