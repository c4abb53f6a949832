//! "Did you mean": the known word that is closest to an unknown one.

/// Longer words are nobody's slip of the finger, and measuring them takes long.
const LONGEST: usize = 80;

/// The closest of the known words, if it is close enough to be meant.
pub(crate) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).clamp(1, 4);
    known
        .into_iter()
        .filter(|known| known.len() <= LONGEST)
        .map(|known| (strsim::osa_distance(&word, &known.to_lowercase()), known))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// `; did you mean X?`, or nothing.
pub(crate) fn hint<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    nearest(word, known).map_or_else(String::new, |known| format!("; did you mean `{known}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_word_is_offered_and_a_far_one_is_not() {
        assert_eq!(nearest("hapy-path", ["sad-path", "happy-path"]), Some("happy-path"));
        assert_eq!(nearest("OSCAR", ["oscar"]), Some("oscar"));
        assert_eq!(nearest("webhook", ["batch", "async"]), None);
        assert_eq!(nearest(&"x".repeat(100_000), ["x"]), None);
    }
}
