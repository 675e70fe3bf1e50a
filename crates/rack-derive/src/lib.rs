// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! `#[derive(Params)]` and `#[derive(Choice)]`: knobs declared once, as fields.
//!
//! A field is `/// help`, `#[param(range = a..=b, default = x)]`, `pub id: Unit`. Optional:
//! `taper = Log`, `step = 0.1`, `name = "…"`. A `bool` is a switch; a field without `range` is a choice.

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{
    Attribute, Data, DeriveInput, Expr, Field, Fields, Ident, Lit, LitStr, Meta, Type, parse_macro_input,
    spanned::Spanned,
};

/// Makes a struct of knobs from its fields; see the crate's head.
#[proc_macro_derive(Params, attributes(param))]
pub fn derive_params(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    params_impl(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// Makes a knob with names from an enum without fields: each variant in lower case is a name.
#[proc_macro_derive(Choice)]
pub fn derive_choice(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    choice_impl(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// What stands in one `#[param(…)]`.
#[derive(Default)]
struct Declared {
    range: Option<Expr>,
    default: Option<Expr>,
    taper: Option<Ident>,
    step: Option<Expr>,
    name: Option<LitStr>,
}

fn params_impl(input: &DeriveInput) -> syn::Result<Tokens> {
    let knobs = &input.ident;
    let fields = named_fields(input)?;
    let names: Vec<_> = fields.iter().filter_map(|field| field.ident.as_ref()).collect();
    let types: Vec<_> = fields.iter().map(|field| &field.ty).collect();
    let specs = fields.iter().map(spec).collect::<syn::Result<Vec<_>>>()?;
    let index: Vec<_> = (0..names.len()).collect();
    Ok(quote! {
        impl ::rack::params::Params for #knobs {
            const SPECS: &'static [::rack::params::Spec] = &[#(#specs),*];
            fn get(&self, index: usize) -> f64 {
                match index {
                    #(#index => ::rack::params::Knob::to_number(self.#names),)*
                    _ => 0.0,
                }
            }
            fn set(&mut self, index: usize, value: f64) {
                match index {
                    #(#index => self.#names = ::rack::params::Knob::from_number(value),)*
                    _ => {}
                }
            }
        }
        impl ::core::default::Default for #knobs {
            fn default() -> Self {
                let specs = <Self as ::rack::params::Params>::SPECS;
                Self {
                    #(#names: <#types as ::rack::params::Knob>::from_number(specs[#index].domain.default_value()),)*
                }
            }
        }
    })
}

fn spec(field: &Field) -> syn::Result<Tokens> {
    let ident = field.ident.as_ref().ok_or_else(|| syn::Error::new(field.span(), "a knob needs a name"))?;
    let declared = declared(field)?;
    let id = ident.to_string().replace('_', "-");
    let name = declared.name.as_ref().map_or_else(|| sentence_case(&id), LitStr::value);
    let help = doc_comment(&field.attrs);
    if help.is_empty() {
        return Err(syn::Error::new(field.span(), "a knob needs a doc comment: it is the help that users read"));
    }
    let domain = domain(field, &declared)?;
    Ok(quote! { ::rack::params::Spec { id: #id, name: #name, help: #help, domain: #domain } })
}

fn domain(field: &Field, declared: &Declared) -> syn::Result<Tokens> {
    let ty = &field.ty;
    let default =
        declared.default.as_ref().ok_or_else(|| syn::Error::new(field.span(), "say `#[param(default = …)]`"))?;
    if let Some(range) = &declared.range {
        let taper = declared.taper.as_ref().map_or_else(|| quote!(Linear), |taper| quote!(#taper));
        let step = declared.step.as_ref().map_or_else(|| quote!(0.0), |step| quote!(#step));
        return Ok(quote! { ::rack::params::Domain::Number {
            range: [*(#range).start(), *(#range).end()],
            default: #default,
            unit: <#ty as ::rack::params::Quantity>::UNIT,
            taper: ::rack::params::Taper::#taper,
            step: #step,
        } });
    }
    Ok(if is_bool(ty) {
        quote! { ::rack::params::Domain::Switch { default: #default } }
    } else {
        quote! { ::rack::params::Domain::Choice {
            names: <#ty as ::rack::params::Choice>::NAMES,
            default: #default as usize,
        } }
    })
}

fn declared(field: &Field) -> syn::Result<Declared> {
    let mut declared = Declared::default();
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("param")) {
        attribute.parse_nested_meta(|meta| {
            let key = meta.path.get_ident().map(Ident::to_string).unwrap_or_default();
            let value = meta.value()?;
            match key.as_str() {
                "range" => declared.range = Some(value.parse()?),
                "default" => declared.default = Some(value.parse()?),
                "taper" => declared.taper = Some(value.parse()?),
                "step" => declared.step = Some(value.parse()?),
                "name" => declared.name = Some(value.parse()?),
                _ => return Err(meta.error("a knob has `range`, `default`, `taper`, `step` and `name`")),
            }
            Ok(())
        })?;
    }
    Ok(declared)
}

fn choice_impl(input: &DeriveInput) -> syn::Result<Tokens> {
    let Data::Enum(data) = &input.data else {
        return Err(syn::Error::new(input.span(), "a choice is an enum"));
    };
    let choice = &input.ident;
    let variants: Vec<_> = data.variants.iter().map(|variant| &variant.ident).collect();
    let names: Vec<_> = variants.iter().map(|variant| variant.to_string().to_lowercase()).collect();
    let numbers: Vec<_> = (0..variants.len()).map(|index| index as f64).collect();
    let first = variants.first().ok_or_else(|| syn::Error::new(input.span(), "a choice needs a name"))?;
    Ok(quote! {
        impl ::rack::params::Knob for #choice {
            fn to_number(self) -> f64 {
                match self { #(Self::#variants => #numbers,)* }
            }
            fn from_number(number: f64) -> Self {
                #(if number == #numbers { return Self::#variants; })*
                Self::#first
            }
        }
        impl ::rack::params::Choice for #choice {
            const NAMES: &'static [&'static str] = &[#(#names),*];
        }
    })
}

fn named_fields(input: &DeriveInput) -> syn::Result<Vec<Field>> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Ok(fields.named.iter().cloned().collect()),
            _ => Err(syn::Error::new(input.span(), "knobs are named fields")),
        },
        _ => Err(syn::Error::new(input.span(), "knobs are the fields of a struct")),
    }
}

fn is_bool(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident("bool"))
}

fn doc_comment(attributes: &[Attribute]) -> String {
    let lines: Vec<String> = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"))
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) => Some(&pair.value),
            _ => None,
        })
        .filter_map(|value| match value {
            Expr::Lit(literal) => Some(&literal.lit),
            _ => None,
        })
        .filter_map(
            |literal| if let Lit::Str(text) = literal { Some(text.value().trim().to_owned()) } else { None },
        )
        .collect();
    lines.join(" ").trim().to_owned()
}

/// `true-peak` becomes `True peak`.
fn sentence_case(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
