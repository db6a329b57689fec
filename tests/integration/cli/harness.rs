//! Runs the binary in a folder of its own, without the environment of the test, and returns its output.

use std::fmt;
use std::io::Write;
use std::process::{Child, Command, Output, Stdio};
use std::thread;

use tempfile::TempDir;

/// A small FAQ without problems.
pub const FAQ: &str = include_str!("faq.yaml");

/// Returns the names of all variables that the program reads.
pub fn variables() -> impl Iterator<Item = &'static str> {
    let example = include_str!("../../../.env.example");
    let lines = example.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| Some(line.split_once('=')?.0))
}

/// One run of the binary.
pub struct Run {
    folder: TempDir,
    command: Command,
    stdin: Vec<u8>,
}

impl Run {
    /// With these arguments, in a folder that holds [`FAQ`] as `faq.yaml`.
    pub fn new(args: &[&str]) -> Self {
        Self::in_empty_folder(args).file("faq.yaml", FAQ)
    }

    /// With these arguments, in a folder that holds nothing.
    pub fn in_empty_folder(args: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_micropen-faq"));
        command.args(args).current_dir(&folder).env_clear();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Self { folder, command, stdin: Vec::new() }
    }

    /// With a file in the folder.
    pub fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        std::fs::write(self.folder.path().join(name), content).unwrap();
        self
    }

    /// With an empty file that looks as large as this, and takes no room on the disk.
    pub fn sparse_file(self, name: &str, bytes: u64) -> Self {
        std::fs::File::create(self.folder.path().join(name)).unwrap().set_len(bytes).unwrap();
        self
    }

    /// With a folder in the folder.
    pub fn folder(self, name: &str) -> Self {
        std::fs::create_dir(self.folder.path().join(name)).unwrap();
        self
    }

    /// With a variable in the environment.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// With variables in the environment.
    pub fn envs(mut self, variables: &[(&str, &str)]) -> Self {
        self.command.envs(variables.iter().copied());
        self
    }

    /// With these bytes on standard input.
    pub fn stdin(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.stdin = bytes.as_ref().to_vec();
        self
    }

    /// Runs it to its end.
    pub fn done(mut self) -> Done {
        let mut child = self.command.spawn().unwrap();
        feed(&mut child, std::mem::take(&mut self.stdin));
        Done::from(child.wait_with_output().unwrap())
    }

    /// Runs it to its end, and reads a file that it wrote in its folder.
    pub fn done_with(mut self, name: &str) -> (Done, String) {
        let mut child = self.command.spawn().unwrap();
        feed(&mut child, std::mem::take(&mut self.stdin));
        let done = Done::from(child.wait_with_output().unwrap());
        (done, std::fs::read_to_string(self.folder.path().join(name)).unwrap())
    }

    /// Runs it to its end while its output is closed.
    pub fn done_unread(mut self) -> Done {
        let mut child = self.command.spawn().unwrap();
        drop(child.stdout.take());
        feed(&mut child, std::mem::take(&mut self.stdin));
        Done::from(child.wait_with_output().unwrap())
    }

    /// Writes lines to it, reads one line of its output after each, and closes its input.
    pub fn dialogue(mut self, lines: &[&str]) -> Vec<String> {
        use std::io::{BufRead, BufReader};
        let mut child = self.command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let mut replies = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut dialogue = Vec::new();
        for line in lines {
            writeln!(stdin, "{line}").unwrap();
            dialogue.push(replies.next().unwrap().unwrap());
        }
        drop(stdin);
        assert!(child.wait().unwrap().success());
        dialogue
    }
}

/// Writes on a thread of its own while the output is read, since either pipe may fill up. A child that ends early closes
/// its input.
fn feed(child: &mut Child, bytes: Vec<u8>) {
    let mut stdin = child.stdin.take().unwrap();
    thread::spawn(move || stdin.write_all(&bytes));
}

/// The exit code and the output of a run.
pub struct Done {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl From<Output> for Done {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Shows all of it, for snapshots.
impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.status.map_or("none".to_owned(), |status| status.to_string());
        write!(f, "{}--- stderr\n{}--- status {status}", self.stdout, self.stderr)
    }
}
