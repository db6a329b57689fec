//! The vectors by which unanswered questions are compared.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::storage::Engine;
use crate::storage::journal::UnansweredQuestion;
use matching::meaning::{SubjectSpace, Vector};

/// The vectors of questions that were compared before, by text.
#[derive(Default)]
pub struct QuestionVectors(Mutex<KnownVectors>);

#[derive(Default)]
struct KnownVectors {
    vectors: HashMap<String, Vector>,
    /// The coordinates of this engine's FAQ, in which they are compared; `None` if it has too few examples to learn them from.
    space: Option<(Weak<Engine>, Option<Arc<SubjectSpace>>)>,
}

impl QuestionVectors {
    /// Forgets the questions that are not listed any more.
    pub fn retain(&self, questions: &[UnansweredQuestion]) {
        let listed: HashSet<&str> = questions.iter().map(|question| question.text.as_str()).collect();
        self.lock().vectors.retain(|text, _| listed.contains(text.as_str()));
    }

    /// Returns the vector of a question; `None` if questions are compared by words alone.
    pub fn of(&self, text: &str, engine: &Arc<Engine>) -> Option<Vector> {
        let space = self.space(engine)?;
        let known = self.lock().vectors.get(text).copied();
        let vector = match known {
            Some(vector) => vector,
            None => {
                // The lock is not held here: a vector takes milliseconds.
                let vector = engine.vector(text)?;
                self.lock().vectors.insert(text.to_owned(), vector);
                vector
            }
        };
        Some(space.transform(&vector))
    }

    /// Returns the coordinates of an engine's FAQ. Learning them takes a moment, once.
    fn space(&self, engine: &Arc<Engine>) -> Option<Arc<SubjectSpace>> {
        if let Some((of, space)) = &self.lock().space
            && of.as_ptr() == Arc::as_ptr(engine)
        {
            return space.clone();
        }
        let space = engine.subject_space().map(Arc::new);
        self.lock().space = Some((Arc::downgrade(engine), space.clone()));
        space
    }

    fn lock(&self) -> MutexGuard<'_, KnownVectors> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
