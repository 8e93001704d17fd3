//! `cmis demo`: an organization to look around in, on the sandbox.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context as _, bail};
use cmis_app::{
    admin_actions::{
        demo::{self, Made, NewDemo},
        sync::Standing,
    },
    http::error::ApiError,
    state::App,
};
use cmis_base::{
    locale::Locale,
    platform::Platform,
    secret::{Secret, expose},
};
use reqwest::{Client, redirect};
use serde_json::json;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::{
    context::Context,
    failure::{Code, Failure, refused},
    output::Format,
    sandbox,
    sync::Line,
    words::{self, Args, say, word},
};

/// Makes a demo.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  cmis demo && cmis serve --sandbox\n  cmis demo --email guest@example.com --locale en"
)]
pub struct Demo {
    /// Who signs in there
    #[arg(long, default_value = demo::EMAIL)]
    email: String,
    /// Its language
    #[arg(long, value_parser = ["ar", "en"])]
    locale: Option<String>,
    #[command(flatten)]
    format: Format,
}

impl Demo {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let mut context = context;
        let server = &context.config.server;
        let (product, grace) = (server.address(server.bind)?, server.grace);
        let stopping = CancellationToken::new();
        // the sandbox that is configured, or one for as long as this takes: another one takes the same tokens
        let serving = if context.config.platforms.sandbox_url.is_none() {
            let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
            let listener = sandbox::listen(any, &mut context.config.platforms).await?;
            Some(sandbox::behind(listener, product, stopping.clone(), grace))
        } else {
            None
        };
        let new = new(self.email, self.locale.as_deref());
        let mut line = Line::new(&self.format);
        let making = async {
            let made = context.with_app(async |app| make(app, &new, |standing| line.show(standing)).await).await;
            stopping.cancel();
            made
        };
        let made = match serving {
            Some(serving) => tokio::join!(making, serving).0,
            None => making.await,
        };
        line.clear();
        let (made, password, read) = made?;
        let standing = read.as_deref().unwrap_or_default();
        if self.format.json {
            let rows: i64 = standing.iter().map(|one| one.rows).sum();
            self.format.value(&json!({"org_id": made.org_id, "org": made.org, "email": made.email,
                                      "password": expose(&password), "rows": rows}))?;
        } else {
            print!("{}", told(&made, &password));
            println!("{}", word("demo-serve"));
        }
        match standing.iter().find(|one| !one.is_well()) {
            None => read.map(drop).map_err(refused),
            Some(one) => {
                let why = one.problem.as_ref().map_or_else(|| one.status.clone(), |problem| problem.message.clone());
                let args = Args::new().set("name", &one.name).set("why", why);
                Err(Failure::error(Code::Partial, say("demo-partly", args)))
            }
        }
    }
}

/// A demo in the language of this run, unless told otherwise.
pub fn new(email: String, locale: Option<&str>) -> NewDemo {
    let locale = locale.and_then(Locale::parse).unwrap_or_else(words::locale);
    NewDemo { email, locale }
}

/// Who signs in, with what, and what came of reading its platforms: whoever was made signs in whatever comes of that.
type Outcome = (Made, Secret, Result<Vec<Standing>, ApiError>);

/// Makes it, and reads what its platforms delivered.
async fn make(app: &App, new: &NewDemo, tell: impl FnMut(&[Standing])) -> Result<Outcome, ApiError> {
    let (made, password) = demo::make(app, new).await?;
    let read = fill(app, &made, tell).await;
    Ok((made, password, read))
}

/// Connects its platforms, and reads what they delivered.
pub async fn fill(app: &App, made: &Made, tell: impl FnMut(&[Standing])) -> Result<Vec<Standing>, ApiError> {
    for platform in Platform::ALL {
        demo::connect(app, made, platform, &agree).await?;
    }
    demo::read(app, made.org_id, &Platform::ALL, tell).await
}

/// How to sign in.
pub fn told(made: &Made, password: &Secret) -> String {
    let args = Args::new().set("org", &made.org).set("email", &made.email).set("password", expose(password));
    format!("{}\n", say("demo-made", args))
}

/// Allows everything on the page of consent, as a person would; where it sends them back.
async fn agree(page: Url) -> anyhow::Result<Url> {
    let client = Client::builder().redirect(redirect::Policy::none()).no_proxy().build()?;
    let mut form: Vec<(String, String)> = page.query_pairs().into_owned().collect();
    form.push(("sandbox_decision".to_owned(), "allow".to_owned()));
    form.push(("sandbox_scope".to_owned(), "*".to_owned()));
    let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let mut address = page.clone();
    address.set_query(None);
    let answer = client
        .post(address)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form)
        .send()
        .await
        .context("the sandbox does not answer: start it with `cmis serve --sandbox` or leave CMIS_SANDBOX_URL empty")?;
    let back = answer.headers().get("location").and_then(|value| value.to_str().ok());
    match back {
        Some(back) => Ok(page.join(back)?),
        None => bail!("the page of consent at {} answered {} and sent nobody back", page.path(), answer.status()),
    }
}
