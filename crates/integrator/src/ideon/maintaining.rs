//! The end of coverage: terminations, COBRA after them, and coverage that never took effect.

use time::{Date, macros::format_description};

use super::{
    CancellationInput, CobraInput, Defect, ElectionInput, TerminationInput, covering::Event, run::Run, words,
};
use crate::end::{End, Flow};

impl Run<'_> {
    /// Ends an employment and with it every coverage of the family.
    pub(super) async fn terminate(&mut self, input: &TerminationInput) -> Flow {
        self.tell_termination(&input.group, &input.person, &input.date).await?;
        Self::done()
    }

    async fn tell_termination(&mut self, group: &str, person: &str, date: &str) -> Result<(), End> {
        let member = self.member(group, person)?;
        let election = |(plan, coverage): (&String, &super::book::Coverage)| ElectionInput {
            plan: plan.clone(),
            start_date: coverage.start_date.clone(),
            volume: None,
        };
        let elections: Vec<_> = member.coverages.iter().map(election).collect();
        let event = Event { ends: Some(date), ..Event::new("termination_of_employment", Some(date)) };
        self.elect(group, person, &event, &elections).await?;
        self.member_mut(group, person)?.terminated_on = Some(date.to_owned());
        Ok(())
    }

    /// COBRA continues what a termination has ended, so the termination is told first (IDN-349).
    pub(super) async fn cobra(&mut self, input: &CobraInput) -> Flow {
        let (group, person) = (&input.group, &input.person);
        let is_told =
            self.member(group, person)?.terminated_on.is_some() && !self.has(Defect::TerminatesAgainForCobra);
        let event = Event { status: "cobra", ..Event::new("cobra", None) };
        let needs_telling = !is_told && !self.has(Defect::CobraWithoutTermination);
        let is_late = self.has(Defect::CobraBeforeTermination);
        if needs_telling && !is_late {
            self.tell_termination(group, person, &input.terminated_on).await?;
        }
        if needs_telling && is_late {
            let coverages = self.member(group, person)?.coverages.clone();
            self.elect(group, person, &event, &input.elections).await?;
            self.member_mut(group, person)?.coverages = coverages;
            self.tell_termination(group, person, &input.terminated_on).await?;
            return Self::done();
        }
        self.elect(group, person, &event, &input.elections).await?;
        Self::done()
    }

    /// Coverage that never took effect ends on the day before it starts (IDN-350).
    pub(super) async fn cancel_coverage(&mut self, input: &CancellationInput) -> Flow {
        let (group, person) = (&input.group, &input.person);
        let unknown = || End::asks_for("plan", words::unknown("coverage under plan", &input.plan));
        let start = self.member(group, person)?.coverages.get(&input.plan).ok_or_else(unknown)?;
        let start = start.start_date.clone();
        let before = day_before(&start).ok_or_else(|| self.unreadable(None))?;
        let end = if self.has(Defect::CancelsOnTheStartDay) { &start } else { &before };
        let election = ElectionInput { plan: input.plan.clone(), start_date: start.clone(), volume: None };
        let event = Event { ends: Some(end), ..Event::new("newly_eligible", Some(&start)) };
        self.elect(group, person, &event, &[election]).await?;
        self.member_mut(group, person)?.coverages.remove(&input.plan);
        Self::done()
    }
}

/// The day before a date, as `YYYY-MM-DD`; `None` if it is none.
fn day_before(date: &str) -> Option<String> {
    let date = Date::parse(date, format_description!("[year]-[month]-[day]")).ok()?;
    date.previous_day().map(|day| day.to_string())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("2026-07-01", Some("2026-06-30"))]
    #[case("2028-03-01", Some("2028-02-29"))]
    #[case("2027-01-01", Some("2026-12-31"))]
    #[case("2022-06-31", None)]
    #[case("soon", None)]
    fn the_day_before_is_found_across_months_and_years(#[case] date: &str, #[case] before: Option<&str>) {
        assert_eq!(day_before(date).as_deref(), before);
    }
}
