//! A long list in pieces, so that joining two moves none of what is in them.
//!
//! Takes values one by one, or lists that follow; gives them by index as one list does.

/// A list in pieces.
#[derive(Debug, Clone)]
pub struct Pieces<T> {
    /// The pieces before the last.
    before: Vec<Vec<T>>,
    /// How many values these have.
    count: usize,
    /// The last piece, which grows.
    last: Vec<T>,
}

impl<T> Default for Pieces<T> {
    fn default() -> Pieces<T> {
        Pieces { before: Vec::new(), count: 0, last: Vec::new() }
    }
}

impl<T> Pieces<T> {
    /// Makes room for so many values more.
    pub fn reserve(&mut self, values: usize) {
        self.last.reserve_exact(values);
    }

    /// Adds a value.
    #[inline]
    pub fn push(&mut self, value: T) {
        self.last.push(value);
    }

    /// Adds all values of another list below its own.
    pub fn append(&mut self, below: Pieces<T>) {
        if self.len() == 0 {
            *self = below;
            return;
        }
        for piece in below.before.into_iter().chain([below.last]).filter(|piece| !piece.is_empty()) {
            self.count += self.last.len();
            self.before.push(std::mem::replace(&mut self.last, piece));
        }
    }

    /// How many values there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.count + self.last.len()
    }

    /// The `index`-th value.
    #[inline]
    pub fn get(&self, index: usize) -> Option<&T> {
        match index.checked_sub(self.count) {
            Some(within) => self.last.get(within),
            None => self.get_before(index),
        }
    }

    fn get_before(&self, mut index: usize) -> Option<&T> {
        for piece in &self.before {
            match index.checked_sub(piece.len()) {
                Some(left) => index = left,
                None => return piece.get(index),
            }
        }
        None
    }

    /// The `index`-th value, to be changed.
    pub fn get_mut(&mut self, mut index: usize) -> Option<&mut T> {
        for piece in self.before.iter_mut().chain([&mut self.last]) {
            match index.checked_sub(piece.len()) {
                Some(left) => index = left,
                None => return piece.get_mut(index),
            }
        }
        None
    }

    /// All values.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.before.iter().flatten().chain(&self.last)
    }

    /// Its pieces, in their order; at least one.
    pub fn into_pieces(self) -> impl Iterator<Item = Vec<T>> {
        self.before.into_iter().chain([self.last])
    }
}

impl<T: PartialEq> PartialEq for Pieces<T> {
    fn eq(&self, other: &Pieces<T>) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl<T: Eq> Eq for Pieces<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_one_list() {
        for cuts in [vec![], vec![0], vec![3], vec![0, 2, 2, 7], vec![1, 2, 3, 4, 5, 6, 7], vec![7]] {
            let (mut all, mut from) = (Pieces::default(), 0);
            for end in cuts.into_iter().chain([7]) {
                let mut below = Pieces::default();
                (from..end).for_each(|value| below.push(value));
                let mut two = Pieces::default();
                two.append(below);
                two.append(Pieces::default());
                all.append(two);
                from = end;
            }
            all.push(7);
            *all.get_mut(2).expect("it is there") += 10;
            let list = [0, 1, 12, 3, 4, 5, 6, 7];
            let one: Vec<Option<i32>> = (0..=8).map(|index| all.get(index).copied()).collect();
            assert_eq!(one, [list.map(Some).to_vec(), vec![None]].concat());
            assert_eq!((all.len(), all.get_mut(8)), (8, None));
            assert_eq!(all, Pieces { before: Vec::new(), count: 0, last: list.to_vec() });
            assert_eq!(all.into_pieces().flatten().collect::<Vec<i32>>(), list);
        }
    }
}
