//! What every vendor with a simulator has, for what holds of all of them.

use evidence::Vendor;
use simulators::{Oscar, Settings, ideon, ideon::Ideon, osigu, osigu::Osigu};

/// The vendors that have a simulator and a suite.
pub const SIMULATED: [Vendor; 3] = [Vendor::Oscar, Vendor::Osigu, Vendor::Ideon];

/// As a sentence has its name.
pub const fn title(vendor: Vendor) -> &'static str {
    match vendor {
        Vendor::Oscar => "Oscar",
        Vendor::Osigu => "Osigu",
        Vendor::Ideon => "Ideon",
    }
}

/// A fault of a vendor's simulator.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// What it is asked for by.
    pub name: &'static str,
    /// The part of the API that it harms.
    pub area: &'static str,
    /// What is different.
    pub summary: &'static str,
}

/// A way to read a vendor's documents otherwise than its simulator does by default.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// Unique for its vendor.
    pub name: &'static str,
    /// Its number in the list of open readings, or none where only the dossier leaves room.
    pub number: Option<u8>,
    /// What is different.
    pub summary: &'static str,
}

/// All faults of a vendor's simulator, by area.
pub fn faults(vendor: Vendor) -> Vec<Fault> {
    match vendor {
        Vendor::Oscar => Oscar::faults()
            .iter()
            .map(|one| Fault { name: one.name, area: one.area, summary: one.summary })
            .collect(),
        Vendor::Osigu => Osigu::faults()
            .iter()
            .map(|one| Fault { name: one.name, area: one.area, summary: one.summary })
            .collect(),
        Vendor::Ideon => Ideon::faults()
            .iter()
            .map(|one| Fault { name: one.name, area: one.area, summary: one.summary })
            .collect(),
    }
}

/// All readings of a vendor's documents but the default one.
pub fn readings(vendor: Vendor) -> Vec<Reading> {
    match vendor {
        Vendor::Oscar => Settings::readings()
            .iter()
            .map(|one| Reading { name: one.name, number: one.number, summary: one.summary })
            .collect(),
        Vendor::Osigu => osigu::Settings::readings()
            .iter()
            .map(|one| Reading { name: one.name, number: one.number, summary: one.summary })
            .collect(),
        Vendor::Ideon => ideon::Settings::readings()
            .iter()
            .map(|one| Reading { name: one.name, number: one.number, summary: one.summary })
            .collect(),
    }
}
