// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! Triangles into pixels, on the processor: the same picture on every machine, with or without a display.
//!
//! egui hands out triangles with colours and places in a texture; here they are filled by the
//! top-left rule, so that neighbours share no pixel, and blended with premultiplied alpha in the
//! space of the stored values, as egui's own painters do.

use std::collections::HashMap;

use egui::{
    ClippedPrimitive, Color32, ColorImage, Context, FullOutput, Mesh, Rect, TextureId, TexturesDelta,
    epaint::{ImageData, Primitive, Vertex},
};

/// A picture: rows of red, green, blue, alpha.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Four bytes for each pixel.
    pub bytes: Vec<u8>,
}

/// The textures that egui has handed out so far, and a way to draw with them.
#[derive(Default)]
pub struct Raster {
    textures: HashMap<TextureId, ColorImage>,
}

impl Raster {
    /// Draws a frame on black.
    pub fn draw(&mut self, context: &Context, mut output: FullOutput, size: [usize; 2]) -> Picture {
        self.take(&mut output.textures_delta);
        let scale = output.pixels_per_point;
        let mut canvas = Canvas { size, scale, pixels: vec![Color32::BLACK; size[0] * size[1]] };
        for ClippedPrimitive { clip_rect, primitive } in context.tessellate(output.shapes, scale) {
            if let Primitive::Mesh(mesh) = primitive
                && let Some(texture) = self.textures.get(&mesh.texture_id)
            {
                canvas.fill(&mesh, texture, clip_rect);
            }
        }
        let bytes = canvas.pixels.iter().flat_map(|pixel| [pixel.r(), pixel.g(), pixel.b(), 255]).collect();
        Picture { width: size[0], height: size[1], bytes }
    }

    /// Takes new textures without drawing; egui hands each out once.
    pub fn take(&mut self, delta: &mut TexturesDelta) {
        for (id, changes) in delta.set.drain() {
            for change in changes {
                let ImageData::Color(image) = change.image;
                match change.pos {
                    None => {
                        self.textures.insert(id, (*image).clone());
                    }
                    Some([left, top]) => {
                        if let Some(texture) = self.textures.get_mut(&id) {
                            patch(texture, &image, left, top);
                        }
                    }
                }
            }
        }
        delta.free.drain().for_each(|id| drop(self.textures.remove(&id)));
    }
}

fn patch(texture: &mut ColorImage, part: &ColorImage, left: usize, top: usize) {
    let width = texture.size[0];
    for (row, pixels) in part.pixels.chunks(part.size[0].max(1)).enumerate() {
        let start = (top + row) * width + left;
        texture.pixels[start..start + pixels.len()].copy_from_slice(pixels);
    }
}

struct Canvas {
    size: [usize; 2],
    scale: f32,
    pixels: Vec<Color32>,
}

/// A corner in pixels.
#[derive(Clone, Copy)]
struct Corner {
    at: [f32; 2],
    uv: [f32; 2],
    colour: [f32; 4],
}

impl Canvas {
    fn fill(&mut self, mesh: &Mesh, texture: &ColorImage, clip: Rect) {
        let bounds = self.bounds(clip);
        for triangle in mesh.indices.chunks_exact(3) {
            let corners = [0, 1, 2].map(|n: usize| corner(&mesh.vertices[triangle[n] as usize], self.scale));
            self.fill_triangle(corners, texture, bounds);
        }
    }

    /// First and last-but-one column and row inside a clip.
    fn bounds(&self, clip: Rect) -> [[usize; 2]; 2] {
        let pixel =
            |point: f32, most: usize| dsp::math::index_from(f64::from((point * self.scale).round())).min(most);
        [
            [pixel(clip.left(), self.size[0]), pixel(clip.right(), self.size[0])],
            [pixel(clip.top(), self.size[1]), pixel(clip.bottom(), self.size[1])],
        ]
    }

    fn fill_triangle(&mut self, mut corners: [Corner; 3], texture: &ColorImage, bounds: [[usize; 2]; 2]) {
        let mut area = cross(corners[0].at, corners[1].at, corners[2].at);
        if area < 0.0 {
            corners.swap(1, 2);
            area = -area;
        }
        if area == 0.0 || !area.is_finite() {
            return;
        }
        let [columns, rows] = [0, 1].map(|axis: usize| span(&corners, axis, bounds[axis]));
        for y in rows.clone() {
            for x in columns.clone() {
                let centre = [x as f32 + 0.5, y as f32 + 0.5];
                if let Some(weights) = weights(&corners, centre) {
                    let colour = shade(&corners, weights.map(|weight| weight / area), texture);
                    let pixel = &mut self.pixels[y * self.size[0] + x];
                    *pixel = blend(*pixel, colour);
                }
            }
        }
    }
}

fn corner(vertex: &Vertex, scale: f32) -> Corner {
    Corner {
        at: [vertex.pos.x * scale, vertex.pos.y * scale],
        uv: [vertex.uv.x, vertex.uv.y],
        colour: vertex.color.to_array().map(f32::from),
    }
}

fn span(corners: &[Corner; 3], axis: usize, [first, end]: [usize; 2]) -> std::ops::Range<usize> {
    let places = corners.map(|corner| corner.at[axis]);
    let low = places.iter().copied().fold(f32::INFINITY, f32::min).floor();
    let high = places.iter().copied().fold(f32::NEG_INFINITY, f32::max).ceil();
    let index = |value: f32| dsp::math::index_from(f64::from(value));
    index(low).max(first)..index(high).min(end)
}

/// Twice the area of a triangle, with a sign.
fn cross(a: [f32; 2], b: [f32; 2], c: [f32; 2]) -> f32 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/// How much each corner counts at a place; nothing outside. A place on an edge belongs to one of two neighbours.
fn weights(corners: &[Corner; 3], at: [f32; 2]) -> Option<[f32; 3]> {
    let [a, b, c] = corners.map(|corner| corner.at);
    let weights = [cross(b, c, at), cross(c, a, at), cross(a, b, at)];
    let edges = [(b, c), (c, a), (a, b)];
    let inside = weights.iter().zip(edges).all(|(weight, (from, to))| {
        let top_left = (from[1] == to[1] && to[0] > from[0]) || to[1] < from[1];
        *weight > 0.0 || (*weight == 0.0 && top_left)
    });
    inside.then_some(weights)
}

fn shade(corners: &[Corner; 3], weights: [f32; 3], texture: &ColorImage) -> [f32; 4] {
    let mixed = |of: &dyn Fn(&Corner) -> f32| {
        corners.iter().zip(weights).map(|(corner, weight)| of(corner) * weight).sum::<f32>()
    };
    let texel = sample(texture, mixed(&|corner| corner.uv[0]), mixed(&|corner| corner.uv[1]));
    std::array::from_fn(|n| mixed(&|corner| corner.colour[n]) * texel[n] / 255.0)
}

/// The texture between four texels.
fn sample(texture: &ColorImage, u: f32, v: f32) -> [f32; 4] {
    let [width, height] = texture.size;
    let (x, y) = (u * width as f32 - 0.5, v * height as f32 - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let (right_share, low_share) = (x - left, y - top);
    let at = |dx: f32, dy: f32| {
        let index = |value: f32, most: usize| dsp::math::index_from(f64::from(value)).min(most - 1);
        texture.pixels[index(top + dy, height) * width + index(left + dx, width)].to_array().map(f32::from)
    };
    let (a, b, c, d) = (at(0.0, 0.0), at(1.0, 0.0), at(0.0, 1.0), at(1.0, 1.0));
    std::array::from_fn(|n| {
        let upper = a[n] + (b[n] - a[n]) * right_share;
        let lower = c[n] + (d[n] - c[n]) * right_share;
        upper + (lower - upper) * low_share
    })
}

fn blend(below: Color32, [r, g, b, alpha]: [f32; 4]) -> Color32 {
    let keep = 1.0 - alpha / 255.0;
    let over = |above: f32, below: u8| byte(above + f32::from(below) * keep);
    Color32::from_rgb(over(r, below.r()), over(g, below.g()), over(b, below.b()))
}

fn byte(value: f32) -> u8 {
    u8::try_from(dsp::math::index_from(f64::from(value.round()))).unwrap_or(u8::MAX)
}

impl Picture {
    /// The picture as a PNG file.
    ///
    /// # Errors
    /// When the encoder refuses it.
    pub fn to_png(&self) -> Result<Vec<u8>, png::EncodingError> {
        let mut file = Vec::new();
        let side = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let mut encoder = png::Encoder::new(&mut file, side(self.width), side(self.height));
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::High);
        let rgb: Vec<u8> = self.bytes.chunks(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        encoder.write_header()?.write_image_data(&rgb)?;
        Ok(file)
    }

    /// A picture from a PNG file of ours; nothing if it is none.
    pub fn from_png(file: &[u8]) -> Option<Self> {
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().ok()?;
        let mut rgb = vec![0; reader.output_buffer_size()?];
        let info = reader.next_frame(&mut rgb).ok()?;
        let bytes = rgb.chunks(3).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255]).collect();
        Some(Self { width: info.width as usize, height: info.height as usize, bytes })
    }

    /// Pictures one under the other, on black where one is narrower.
    pub fn stacked(pictures: Vec<Self>) -> Self {
        let width = pictures.iter().map(|picture| picture.width).max().unwrap_or_default();
        let mut all = Self { width, height: 0, bytes: Vec::new() };
        for picture in pictures {
            for row in picture.bytes.chunks(4 * picture.width.max(1)) {
                all.bytes.extend_from_slice(row);
                all.bytes.resize(all.bytes.len() + 4 * (width - picture.width), 0);
            }
            all.height += picture.height;
        }
        all
    }

    /// The share of pixels that differ visibly: by more than a tenth in one colour.
    pub fn difference(&self, other: &Self) -> f64 {
        if (self.width, self.height) != (other.width, other.height) {
            return 1.0;
        }
        let differs = |(a, b): (&[u8], &[u8])| a.iter().zip(b).any(|(a, b)| a.abs_diff(*b) > 25);
        let count = self.bytes.chunks(4).zip(other.bytes.chunks(4)).filter(|pair| differs(*pair)).count();
        count as f64 / (self.width * self.height).max(1) as f64
    }
}
