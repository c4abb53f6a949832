//! The order of the scenarios: that of the files, or one that a seed repeats.

use sha2::{Digest, Sha256};

/// Orders ids by a hash of seed and id: the same seed gives the same order whatever else is selected. A seed of 0
/// leaves the order as it is.
pub(crate) fn shuffle(ids: &mut [String], seed: u64) {
    if seed == 0 {
        return;
    }
    ids.sort_by_cached_key(|id| Sha256::digest(format!("{seed}\u{1f}{id}")).to_vec());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_its_order_and_zero_keeps_that_of_the_files() {
        let ids: Vec<_> = (0..20).map(|n| format!("id-{n}")).collect();
        let order = |seed| {
            let mut ids = ids.clone();
            shuffle(&mut ids, seed);
            ids
        };
        assert_eq!(order(0), ids);
        assert_eq!(order(7), order(7));
        assert_ne!(order(7), ids);
        assert_ne!(order(7), order(8));
    }
}
