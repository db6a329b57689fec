//! Edits of the project's own file.

use faq::edit::{Edit, NewReferral, TopicId};

use super::{add_phrasing, edited, new_entry, remove_phrasing};

const SHIPPED: &str = include_str!("../../../faq.yaml");

#[test]
fn adding_and_removing_leaves_no_trace() {
    let entry = new_entry("sun");
    let added = edited(SHIPPED, &Edit::AddEntry(entry.clone()));
    assert_ne!(added, SHIPPED);
    assert_eq!(edited(&added, &Edit::RemoveEntry { id: entry.id }), SHIPPED);

    let taught = edited(SHIPPED, &add_phrasing("pain", "ouch: is it #1, really?"));
    assert_eq!(taught.lines().count(), SHIPPED.lines().count() + 1);
    assert_eq!(edited(&taught, &remove_phrasing("pain", "ouch: is it #1, really?")), SHIPPED);
}

#[test]
fn a_referral_and_its_phrasings_can_be_added() {
    let topic = TopicId::Referral("price-of-parking".parse().unwrap());
    let referral = NewReferral {
        id: "price-of-parking".parse().unwrap(),
        question: "What does parking cost?".to_owned(),
        phrasings: Vec::new(),
        message: Some("Ask at the desk.".to_owned()),
        urgent: false,
        local: false,
    };
    let with = edited(SHIPPED, &Edit::AddReferral(referral));
    let (before, training) = SHIPPED.split_at(SHIPPED.find("\ntraining:").unwrap());
    let referrals = before.trim_end().rfind("\n\n").unwrap();
    assert!(with.starts_with(&before[..referrals]) && with.ends_with(training));
    let taught = edited(&with, &Edit::AddPhrasing { topic: topic.clone(), phrasing: "parking fee".to_owned() });
    assert_eq!(edited(&taught, &Edit::RemovePhrasing { topic, phrasing: "parking fee".to_owned() }), with);
}

#[test]
fn an_entry_that_others_name_can_be_removed() {
    let after = edited(SHIPPED, &Edit::RemoveEntry { id: "pain".parse().unwrap() });
    assert!(!after.contains("id: pain\n"));
    let comments = |text: &str| text.lines().filter(|line| line.trim().starts_with('#')).count();
    assert_eq!(comments(&after), comments(SHIPPED));
}
