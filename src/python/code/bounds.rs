//! How deep a source is nested, determined from its tokens alone. Parsers are recursive, and so is code
//! that walks or drops their trees: in WebAssembly, a stack overflow ends the worker.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::Mode;
use ruff_python_parser::lexer::lex;

/// Maximum depth of nested brackets and blocks. CPython allows 200 brackets and 100 blocks.
const MAX_DEPTH: usize = 80;
/// Maximum number of operators, calls and attributes in one expression.
const MAX_CHAIN_LENGTH: usize = 400;

/// The state inside an open bracket, or of a line outside of brackets.
#[derive(Clone, Copy, Default)]
struct Level {
    /// Number of operators, calls and attributes so far.
    chain: usize,
    /// Number of lambdas whose colon has not come yet. A comma before the colon does not end the expression.
    lambdas: usize,
}

/// Checks how deep a source is nested. The error is a clause.
pub fn check(text: &str) -> Result<(), &'static str> {
    let mut lexer = lex(text, Mode::Module);
    let mut blocks = 0usize;
    // One level for the line itself, and one for each open bracket.
    let mut levels = vec![Level::default()];
    let mut total = 0usize;
    let mut last = TokenKind::Newline;
    let mut is_new_line = false;
    loop {
        let token = lexer.next_token();
        // Inside brackets, a line that ends with an operand cannot be followed by a line that begins
        // with such a word. A bracket was left open, and the parser starts anew.
        let is_anew = is_new_line && ends_operand(last) && begins_anew(token);
        if is_anew || matches!(token, TokenKind::Comma | TokenKind::Semi) {
            let innermost = levels.last_mut().filter(|level| level.lambdas == 0);
            total -= innermost.map_or(0, |level| std::mem::take(&mut level.chain));
        }
        match token {
            TokenKind::EndOfFile => return Ok(()),
            TokenKind::Comment => continue,
            TokenKind::NonLogicalNewline => {
                is_new_line = true;
                continue;
            }
            TokenKind::Indent => blocks += 1,
            TokenKind::Dedent => blocks = blocks.saturating_sub(1),
            TokenKind::Newline => {
                levels = vec![Level::default()];
                total = 0;
            }
            TokenKind::Comma | TokenKind::Semi => {}
            TokenKind::Lpar
            | TokenKind::Lsqb
            | TokenKind::Lbrace
            | TokenKind::FStringStart
            | TokenKind::TStringStart => {
                longer(&mut levels, &mut total);
                levels.push(Level::default());
            }
            TokenKind::Rpar
            | TokenKind::Rsqb
            | TokenKind::Rbrace
            | TokenKind::FStringEnd
            | TokenKind::TStringEnd => {
                if levels.len() > 1 {
                    total -= levels.pop().map_or(0, |level| level.chain);
                }
            }
            TokenKind::Colon => {
                levels
                    .last_mut()
                    .into_iter()
                    .for_each(|level| level.lambdas = level.lambdas.saturating_sub(1));
            }
            TokenKind::Lambda => {
                longer(&mut levels, &mut total);
                levels.last_mut().into_iter().for_each(|level| level.lambdas += 1);
            }
            _ if is_operand(token) => {}
            _ => longer(&mut levels, &mut total),
        }
        if blocks + levels.len() > MAX_DEPTH {
            return Err("it is nested too deep");
        }
        if total > MAX_CHAIN_LENGTH {
            return Err("it has an expression that is too long");
        }
        last = token;
        is_new_line = false;
    }
}

fn longer(levels: &mut [Level], total: &mut usize) {
    levels.last_mut().into_iter().for_each(|level| level.chain += 1);
    *total += 1;
}

fn is_operand(token: TokenKind) -> bool {
    matches!(
        token,
        TokenKind::Name
            | TokenKind::Int
            | TokenKind::Float
            | TokenKind::Complex
            | TokenKind::String
            | TokenKind::FStringMiddle
            | TokenKind::TStringMiddle
            | TokenKind::True
            | TokenKind::False
            | TokenKind::None
            | TokenKind::Ellipsis
            | TokenKind::Equal
    )
}

fn ends_operand(token: TokenKind) -> bool {
    matches!(token, TokenKind::Name | TokenKind::Int | TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace)
}

/// Whether the token cannot continue an expression that ended with an operand.
fn begins_anew(token: TokenKind) -> bool {
    matches!(
        token,
        TokenKind::Name
            | TokenKind::Def
            | TokenKind::Class
            | TokenKind::Return
            | TokenKind::Import
            | TokenKind::From
            | TokenKind::Try
            | TokenKind::With
            | TokenKind::While
            | TokenKind::Raise
            | TokenKind::Pass
    )
}
