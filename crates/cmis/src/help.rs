//! The help of the command line in Arabic, and what is wrong with arguments. The English of the help stands beside the options,
//! where clap reads it; clap tells mistakes in English only.

use clap::{
    Arg, ArgAction, Command,
    error::{ContextKind, ErrorKind},
};

use crate::words::{Args, arabic_help, say_arabic_help};

/// The command line with Arabic descriptions and headings.
pub fn in_arabic(command: Command) -> Command {
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    let command = command.disable_version_flag(true).disable_help_subcommand(true).arg(version);
    translated(command.subcommand_help_heading(text("heading-commands"))).mut_subcommands(translated)
}

fn translated(command: Command) -> Command {
    let name = command.get_name().replace(':', "-");
    let after = command.get_after_help().map(|after| after.to_string());
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    let command = command.disable_help_flag(true).arg(help).mut_args(|argument| {
        let heading = match argument.get_help_heading() {
            Some(_) => "heading-global",
            None if argument.is_positional() => "heading-arguments",
            None => "heading-options",
        };
        let described = description(&name, argument.get_id().as_str());
        argument.help(described).help_heading(text(heading))
    });
    let template = format!(
        "{{before-help}}{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}",
        text("heading-usage")
    );
    match after {
        Some(after) => command.after_help(examples(&name, &after)),
        None => command,
    }
    .help_template(template)
}

/// What an option means for this command, else what it means everywhere.
fn description(command: &str, option: &str) -> String {
    let option = option.replace('_', "-");
    arabic_help(&format!("{command}-{option}")).unwrap_or_else(|| text(&option))
}

/// The examples with an Arabic title, and what is said after them.
fn examples(command: &str, english: &str) -> String {
    let examples = english.split("\n\n").next().unwrap_or_default();
    let examples = examples.replacen("Examples:", &text("examples"), 1).replacen("Example:", &text("example"), 1);
    match arabic_help(&format!("after-{command}")) {
        Some(after) => format!("{examples}\n\n{after}"),
        None => examples,
    }
}

/// A text by its key. A key that does not exist is said as itself; a test sees to it that none is missing.
fn text(key: &str) -> String {
    arabic_help(key).unwrap_or_else(|| key.to_owned())
}

/// What is wrong with the arguments, in Arabic. None for what is no mistake: the help that was asked for.
pub fn mistake_in_arabic(error: &clap::Error) -> Option<String> {
    let said = |kind| error.get(kind).map(ToString::to_string).filter(|text| !text.is_empty());
    let has_value = said(ContextKind::InvalidValue).is_some();
    let key = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return None;
        }
        ErrorKind::InvalidValue | ErrorKind::NoEquals if !has_value => "mistake-no-value",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "mistake-value",
        ErrorKind::UnknownArgument => "mistake-argument",
        ErrorKind::InvalidSubcommand => "mistake-command",
        ErrorKind::MissingSubcommand => "mistake-no-command",
        ErrorKind::MissingRequiredArgument => "mistake-missing",
        ErrorKind::ArgumentConflict => "mistake-conflict",
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => "mistake-values",
        _ => "mistake",
    };
    let named = [
        ("argument", ContextKind::InvalidArg),
        ("command", ContextKind::InvalidSubcommand),
        ("other", ContextKind::PriorArg),
        ("value", ContextKind::InvalidValue),
    ];
    let args = named.into_iter().fold(Args::new(), |args, (name, kind)| args.set(name, said(kind).unwrap_or_default()));
    let hints = [
        ("mistake-values-are", ContextKind::ValidValue),
        ("mistake-meant", ContextKind::SuggestedArg),
        ("mistake-meant", ContextKind::SuggestedSubcommand),
        ("mistake-meant", ContextKind::SuggestedValue),
    ];
    let mut sentences = vec![say_arabic_help(key, args)];
    sentences.extend(
        hints
            .into_iter()
            .filter_map(|(hint, kind)| Some(say_arabic_help(hint, Args::new().set("values", said(kind)?)))),
    );
    sentences.push(text("mistake-help"));
    Some(sentences.join(" "))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::{in_arabic, mistake_in_arabic};
    use crate::cli::Cli;

    #[test]
    fn mistakes_are_told_in_arabic_with_what_was_said_and_what_may_be() {
        for (arguments, parts) in [
            (&["org:lst"][..], &["org:lst", "org:list"][..]),
            (&["org:invite", "--rolle", "x"], &["--rolle"]),
            (&["user:create", "--locale", "fr"], &["fr", "--locale", "ar, en"]),
            (&["user:create", "--locale"], &["--locale"]),
            (&["org:invite"], &["<"]),
        ] {
            let said = std::iter::once(&"cmis").chain(arguments);
            let error = in_arabic(Cli::command()).try_get_matches_from(said).expect_err("a mistake");
            let told = mistake_in_arabic(&error).expect("told");
            assert!(parts.iter().all(|part| told.contains(part)), "{arguments:?}: {told}");
            assert!(!told.contains("mistake") && !told.contains("error") && told.contains("--help"), "{told}");
        }
        let help = in_arabic(Cli::command()).try_get_matches_from(["cmis", "--help"]).expect_err("help");
        assert_eq!(mistake_in_arabic(&help), None);
    }

    #[test]
    fn every_option_and_heading_of_every_command_is_described_in_arabic() {
        let is_arabic = |text: &str| text.chars().any(|c| ('\u{0600}'..='\u{06ff}').contains(&c));
        let command = in_arabic(Cli::command());
        command.clone().debug_assert();
        for command in command.get_subcommands().chain([&command]) {
            for argument in command.get_arguments() {
                let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
                let heading = argument.get_help_heading().unwrap_or_default();
                let is_said = is_arabic(&help) && is_arabic(heading);
                assert!(is_said, "{} {}: {heading} {help}", command.get_name(), argument.get_id());
            }
            let english = Cli::command();
            let english = english.find_subcommand(command.get_name()).and_then(|command| command.get_after_help());
            let has_more = english.is_some_and(|text| text.to_string().contains("\n\n"));
            let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(!after.contains("Example"), "{after}");
            assert_eq!(after.contains("\n\n"), has_more, "{after}");
        }
    }
}
