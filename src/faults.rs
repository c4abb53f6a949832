//! The named faults that can be asked for, by vendor.

use evidence::Vendor;

/// Faults of a vendor's simulator: name and what is different.
pub(crate) fn of_simulator(vendor: Vendor) -> Vec<(String, String)> {
    match vendor {
        Vendor::Oscar => simulators::Oscar::faults()
            .iter()
            .map(|fault| (fault.name.to_owned(), fault.summary.to_owned()))
            .collect(),
        Vendor::Osigu | Vendor::Ideon => Vec::new(),
    }
}

/// Defects of the embedded integrator of a vendor's API: name and what is different.
pub(crate) fn of_integrator(vendor: Vendor) -> Vec<(String, String)> {
    match vendor {
        Vendor::Oscar => integrator::Defect::all()
            .iter()
            .map(|defect| (defect.name().to_owned(), defect.summary().to_owned()))
            .collect(),
        Vendor::Osigu | Vendor::Ideon => Vec::new(),
    }
}

/// The faults of a vendor's simulator as a page, by area.
pub(crate) fn page(vendor: Vendor) -> String {
    let faults = match vendor {
        Vendor::Oscar => simulators::Oscar::faults(),
        Vendor::Osigu | Vendor::Ideon => &[],
    };
    let width = faults.iter().map(|fault| fault.name.len()).max().unwrap_or_default();
    let mut areas: Vec<&str> = Vec::new();
    for fault in faults {
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
    use super::*;

    #[test]
    fn the_page_names_every_fault_once_below_its_area() {
        let page = page(Vendor::Oscar);
        for (name, _) in of_simulator(Vendor::Oscar) {
            assert_eq!(
                page.lines().filter(|line| line.trim_start().starts_with(&format!("{name} "))).count(),
                1,
                "{name}"
            );
        }
    }
}
