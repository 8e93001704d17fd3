//! Asking the person at the terminal: passwords without an echo, and whether they are sure.

use std::io::{BufRead, IsTerminal, Write};

use cmis_base::secret::Secret;
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

use crate::{
    failure::{Code, Failure},
    words::{Args, say, word},
};

/// Reads a new password: from a terminal twice without an echo, or the first line of standard input.
pub fn new_password(from_stdin: bool) -> anyhow::Result<Secret> {
    if from_stdin {
        return Ok(Secret::from(line()?));
    }
    if !std::io::stdin().is_terminal() {
        return Err(Failure::usage(word("password-no-terminal")));
    }
    let first = silent_line(&word("password-prompt"))?;
    let second = silent_line(&word("password-again"))?;
    if first != second {
        return Err(Failure::usage(word("password-differs")));
    }
    Ok(Secret::from(first))
}

/// Fails unless the person agrees, or said so before with `--force`.
pub fn confirm(force: bool, question: &str) -> anyhow::Result<()> {
    if force {
        return Ok(());
    }
    if !std::io::stdin().is_terminal() {
        return Err(Failure::usage(say("confirm-no-terminal", Args::new().set("question", question))));
    }
    eprint!("{question} {} ", word("confirm-hint"));
    std::io::stderr().flush()?;
    let answer = line()?.to_lowercase();
    if ["y", "yes", "ن", "نعم"].contains(&answer.as_str()) {
        Ok(())
    } else {
        Err(Failure::error(Code::Failed, word("confirm-refused")))
    }
}

fn line() -> anyhow::Result<String> {
    let mut text = String::new();
    std::io::stdin().lock().read_line(&mut text)?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

fn silent_line(prompt: &str) -> anyhow::Result<String> {
    eprint!("{prompt} ");
    std::io::stderr().flush()?;
    let stdin = std::io::stdin();
    let before = tcgetattr(&stdin)?;
    let mut quiet = before.clone();
    quiet.local_modes.remove(LocalModes::ECHO);
    tcsetattr(&stdin, OptionalActions::Flush, &quiet)?;
    let read = line();
    tcsetattr(&stdin, OptionalActions::Flush, &before)?;
    eprintln!();
    read
}
