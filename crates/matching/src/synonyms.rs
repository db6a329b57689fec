//! Makes words that mean the same here one.

use rust_stemmers::Stemmer;
use rustc_hash::FxHashMap;

use super::lexicon::{self, Token};
use faq::text;

/// Phrases by the stem of their first word, the longest first.
#[derive(Debug, Default)]
pub(super) struct Synonyms {
    by_first: FxHashMap<String, Vec<Rule>>,
}

#[derive(Debug)]
struct Rule {
    stems: Vec<String>,
    becomes: Vec<Token>,
}

impl Synonyms {
    /// Each group's phrases become its first.
    pub(super) fn new(groups: &[Vec<String>], stemmer: &Stemmer) -> Self {
        let mut by_first: FxHashMap<String, Vec<Rule>> = FxHashMap::default();
        for group in groups {
            let Some((canonical, others)) = group.split_first() else { continue };
            let becomes = tokens(canonical, stemmer);
            for other in others {
                let stems: Vec<String> = tokens(other, stemmer).into_iter().map(|token| token.stem).collect();
                if let Some(first) = stems.first().cloned() {
                    by_first.entry(first).or_default().push(Rule { stems, becomes: becomes.clone() });
                }
            }
        }
        for rules in by_first.values_mut() {
            rules.sort_by_key(|rule| std::cmp::Reverse(rule.stems.len()));
        }
        Self { by_first }
    }

    /// Replaces every phrase by the first of its group, the longest phrase first, from left to right.
    pub(super) fn unify(&self, tokens: Vec<Token>) -> Vec<Token> {
        let mut unified = Vec::with_capacity(tokens.len());
        let mut rest = tokens.as_slice();
        while let Some((first, after)) = rest.split_first() {
            let rules = self.by_first.get(&first.stem).into_iter().flatten();
            match rules.into_iter().find(|rule| begins_with(rest, &rule.stems)) {
                Some(rule) => {
                    let (matched, after) = rest.split_at(rule.stems.len());
                    let weight = matched.iter().map(|token| token.weight).fold(1.0, f32::min);
                    unified.extend(rule.becomes.iter().map(|token| Token { weight, ..token.clone() }));
                    rest = after;
                }
                None => {
                    unified.push(first.clone());
                    rest = after;
                }
            }
        }
        unified
    }
}

fn begins_with(tokens: &[Token], stems: &[String]) -> bool {
    tokens.len() >= stems.len() && tokens.iter().zip(stems).all(|(token, stem)| token.stem == *stem)
}

fn tokens(phrase: &str, stemmer: &Stemmer) -> Vec<Token> {
    let words = text::words(&text::clean(phrase));
    words.into_iter().map(|word| lexicon::token(word, 1.0, stemmer)).collect()
}
