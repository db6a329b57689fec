//! The list of everything the guide answers.

use super::{Reply, one_line, words};
use faq::{Entry, Faq};

/// A page's length in characters: below an embed's 4,096, to leave room for the line that says what was left out.
const PAGE: usize = 3_900;
/// The most pages sent at one asking; more would fill a screen nobody reads.
const MAX_PAGES: usize = 5;

/// Everything that can be asked, under its categories in the file's order: one reply a page, at least one.
pub fn topics(faq: &Faq) -> Vec<Reply> {
    let lines = lines(faq);
    let (pages, left_out) = pages(&lines);
    let last = pages.len().saturating_sub(1);
    let page = |(number, mut body): (usize, String)| {
        if number == last && left_out > 0 {
            body.push_str(&words::and_more(left_out));
        }
        Reply {
            title: (number == 0).then(|| words::TOPICS_TITLE.to_owned()),
            footer: (number == last).then(|| words::TOPICS_FOOTER.to_owned()),
            ..Reply::note(body.trim())
        }
    };
    pages.into_iter().enumerate().map(page).collect()
}

/// A line of the list, and whether it names an entry.
struct Line {
    text: String,
    entry: bool,
}

fn lines(faq: &Faq) -> Vec<Line> {
    let mut lines = Vec::new();
    for (category, entries) in by_category(faq) {
        if let Some(heading) = category {
            lines.push(Line { text: format!("\n**{}**\n", one_line(heading)), entry: false });
        }
        for entry in entries {
            lines.push(Line { text: format!("- {}\n", one_line(entry.question())), entry: true });
        }
    }
    lines
}

/// Entries without a category come first, so that they stand under nobody else's heading.
fn by_category(faq: &Faq) -> Vec<(Option<&str>, Vec<&Entry>)> {
    let mut groups: Vec<(Option<&str>, Vec<&Entry>)> = vec![(None, Vec::new())];
    for entry in faq.entries() {
        match groups.iter_mut().find(|(category, _)| *category == entry.category()) {
            Some((_, entries)) => entries.push(entry),
            None => groups.push((entry.category(), vec![entry])),
        }
    }
    groups
}

/// The pages, and how many entries found no place on them.
fn pages(lines: &[Line]) -> (Vec<String>, usize) {
    let mut pages = vec![String::new()];
    let mut room = PAGE;
    for (index, line) in lines.iter().enumerate() {
        let length = line.text.chars().count();
        if length > room {
            if pages.len() == MAX_PAGES {
                return (pages, lines[index..].iter().filter(|line| line.entry).count());
            }
            pages.push(String::new());
            room = PAGE;
        }
        room = room.saturating_sub(length);
        if let Some(page) = pages.last_mut() {
            page.push_str(&line.text);
        }
    }
    (pages, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(count: usize, length: usize) -> Vec<Line> {
        (0..count).map(|_| Line { text: "x".repeat(length), entry: true }).collect()
    }

    #[test]
    fn pages_are_filled_and_what_is_left_is_counted() {
        let (few, left_out) = pages(&entries(3, 100));
        assert_eq!((few.len(), left_out), (1, 0));

        let (many, left_out) = pages(&entries(200, 390));
        assert_eq!((many.len(), left_out), (MAX_PAGES, 150));
        assert!(many.iter().all(|page| page.len() <= PAGE));
    }
}
