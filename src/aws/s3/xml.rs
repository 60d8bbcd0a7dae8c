//! S3's XML as a tree. S3's responses are small and have few elements: reading them by type would need code for each
//! type.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

/// Maximum depth of elements. S3's responses nest less: `ListMultipartUploadsResult/Upload/Initiator/ID`.
const MAX_DEPTH: usize = 16;

/// An element.
#[derive(Debug, Default, PartialEq)]
pub struct Element {
    /// The name without its prefix.
    name: String,
    /// Its own text, not that of its children.
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// Parses a document and returns its root; `None` if it is not a document, or nests too deep. Namespaces are
    /// ignored: S3's responses have one or none, and other servers use other ones.
    pub fn parse(text: &str) -> Option<Element> {
        let mut reader = Reader::from_str(text);
        // The first element is the parent of the root.
        let mut open = vec![Element::default()];
        loop {
            match reader.read_event().ok()? {
                Event::Start(tag) => {
                    open.push(Element::named(tag.local_name().as_ref())?);
                    if open.len() > MAX_DEPTH {
                        return None;
                    }
                }
                Event::Empty(tag) => {
                    open.last_mut()?.children.push(Element::named(tag.local_name().as_ref())?);
                }
                Event::End(_) => {
                    let element = open.pop()?;
                    open.last_mut()?.children.push(element);
                }
                Event::Text(text) => open.last_mut()?.text.push_str(&text.xml10_content().ok()?),
                Event::CData(text) => open.last_mut()?.text.push_str(&text.xml10_content().ok()?),
                Event::GeneralRef(reference) => {
                    let text = &mut open.last_mut()?.text;
                    match reference.resolve_char_ref().ok()? {
                        Some(character) => text.push(character),
                        None => text.push_str(resolve_predefined_entity(&reference.decode().ok()?)?),
                    }
                }
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        let [document] = <[Element; 1]>::try_from(open).ok()?;
        let [root] = <[Element; 1]>::try_from(document.children).ok()?;
        Some(root)
    }

    fn named(name: &[u8]) -> Option<Element> {
        Some(Element { name: std::str::from_utf8(name).ok()?.to_string(), ..Element::default() })
    }

    /// Returns the children of this name, in their order.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Returns the first child of this name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.all(name).next()
    }

    /// Returns the text of the first child of this name.
    pub fn text(&self, name: &str) -> Option<String> {
        self.child(name).map(|child| child.text.trim().to_string())
    }

    /// Returns the number in the first child of this name; an error if the child contains anything else.
    pub fn number<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, T::Err> {
        self.child(name).map(|child| child.text.trim().parse()).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::Element;

    /// `expected` is the text of the element `K`; `None` if there is none.
    fn check(document: &str, expected: Option<&str>) {
        let text = Element::parse(document).and_then(|root| root.text("K"));
        assert_eq!(text.as_deref(), expected, "{document}");
    }

    #[test]
    fn text_is_read_in_every_form() {
        check("<R><K>v</K></R>", Some("v"));
        check("<?xml version=\"1.0\"?>\n<R xmlns=\"http://x/\">\n  <K> v </K>\n</R>\n", Some("v"));
        check("<s3:R xmlns:s3='http://x/'><s3:K>v</s3:K></s3:R>", Some("v"));
        check("<R><K>&quot;a&amp;b&quot; &#233;&#x20AC;</K></R>", Some("\"a&b\" é€"));
        check("<R><K><![CDATA[a<b]]></K></R>", Some("a<b"));
        check("<R><K/></R>", Some(""));
        check("<R><L>w</L><!-- c --><K>1</K><K>2</K></R>", Some("1"));
        check("<R><J><K>inner</K></J></R>", None);
        check("<R/>", None);
    }

    #[test]
    fn what_is_no_document_is_not_read() {
        for document in ["", "text", "<R><K>v</R>", "<R><K>v</K>", "<R><K>&bomb;</K></R>", "<R/><R/>", "{}"] {
            check(document, None);
        }
        check(&format!("{}<K>v</K>{}", "<R>".repeat(100_000), "</R>".repeat(100_000)), None);
    }

    #[test]
    fn numbers_are_numbers() {
        let root = Element::parse("<R><A> 12 </A><B>-1</B><C/></R>").expect("a document");
        assert_eq!(root.number::<u32>("A"), Ok(Some(12)));
        assert_eq!(root.number::<u32>("none"), Ok(None));
        assert!(root.number::<u32>("B").is_err());
        assert!(root.number::<u32>("C").is_err());
    }
}
