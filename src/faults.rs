//! The named faults that can be asked for, by vendor.

use evidence::Vendor;

/// A fault of a vendor's simulator.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    /// What it is asked for by.
    pub(crate) name: &'static str,
    /// The part of the API that it harms.
    area: &'static str,
    /// What is different.
    summary: &'static str,
}

/// Faults of a vendor's simulator.
pub(crate) fn of_simulator(vendor: Vendor) -> Vec<Fault> {
    match vendor {
        Vendor::Oscar => simulators::Oscar::faults()
            .iter()
            .map(|fault| Fault { name: fault.name, area: fault.area, summary: fault.summary })
            .collect(),
        Vendor::Osigu => simulators::osigu::Osigu::faults()
            .iter()
            .map(|fault| Fault { name: fault.name, area: fault.area, summary: fault.summary })
            .collect(),
        Vendor::Ideon => simulators::ideon::Ideon::faults()
            .iter()
            .map(|fault| Fault { name: fault.name, area: fault.area, summary: fault.summary })
            .collect(),
    }
}

/// Names of the defects of the embedded subjects of a vendor: of its client, and of its webhook receiver.
pub(crate) fn of_integrator(vendor: Vendor) -> Vec<&'static str> {
    integrator::defects_of(vendor).into_iter().map(|(name, _)| name).collect()
}

/// The faults of a vendor's simulator as a page, by area.
pub(crate) fn page(vendor: Vendor) -> String {
    let faults = of_simulator(vendor);
    let width = faults.iter().map(|fault| fault.name.len()).max().unwrap_or_default();
    let mut areas: Vec<&str> = Vec::new();
    for fault in &faults {
        if !areas.contains(&fault.area) {
            areas.push(fault.area);
        }
    }
    let mut page = String::new();
    for area in areas {
        page.push_str(&format!("{area}\n"));
        for fault in faults.iter().filter(|fault| fault.area == area) {
            page.push_str(&format!("  {:width$}  {}\n", fault.name, fault.summary));
        }
        page.push('\n');
    }
    page.push_str(&format!("{} faults; each is one change to an otherwise honest simulator\n", faults.len()));
    page
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Vendor::Oscar)]
    #[case(Vendor::Osigu)]
    #[case(Vendor::Ideon)]
    fn the_page_names_every_fault_once_below_its_area(#[case] vendor: Vendor) {
        let page = page(vendor);
        let faults = of_simulator(vendor);
        assert!(!faults.is_empty());
        for Fault { name, .. } in faults {
            let named = page.lines().filter(|line| line.trim_start().starts_with(&format!("{name} ")));
            assert_eq!(named.count(), 1, "{name}");
        }
    }

    #[test]
    fn the_embedded_receiver_has_defects_as_the_embedded_client_has() {
        let known = of_integrator(Vendor::Osigu);
        for defect in integrator::osigu::receiver::ReceiverDefect::all() {
            assert!(known.contains(&defect.name()), "{defect} cannot be asked for");
        }
        for defect in integrator::osigu::Defect::all() {
            assert!(known.contains(&defect.name()), "{defect} cannot be asked for");
        }
    }
}
