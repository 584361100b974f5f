//! A red-black tree as the kernel keeps its ready set in: in order of the key, never deeper than twice the least.
//!
//! A node is red or black; the root is black; no red node has a red child; every way from the root to an empty place
//! has as many black nodes. Source: Guibas and Sedgewick 1978; insertion as in Cormen et al., ch. 13.

/// A tree of keys in order; equal keys are told apart by what comes with them, so none are equal.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree<K> {
    /// Nodes in order of insertion.
    pub nodes: Vec<Node<K>>,
    /// The root.
    pub root: Option<usize>,
}

/// A node.
#[derive(Clone, Debug, PartialEq)]
pub struct Node<K> {
    /// What the tree is in order of.
    pub key: K,
    /// Red; otherwise black.
    pub red: bool,
    /// Smaller keys.
    pub left: Option<usize>,
    /// Greater keys.
    pub right: Option<usize>,
    /// Above it; `None` for the root.
    pub parent: Option<usize>,
}

impl<K: Ord> Tree<K> {
    /// The tree after inserting keys one by one.
    pub fn of(keys: impl IntoIterator<Item = K>) -> Tree<K> {
        let mut tree = Tree { nodes: vec![], root: None };
        keys.into_iter().for_each(|key| tree.insert(key));
        tree
    }

    fn insert(&mut self, key: K) {
        let (mut parent, mut next) = (None, self.root);
        while let Some(at) = next {
            parent = next;
            next = if key < self.nodes[at].key { self.nodes[at].left } else { self.nodes[at].right };
        }
        let new = self.nodes.len();
        match parent {
            None => self.root = Some(new),
            Some(at) if key < self.nodes[at].key => self.nodes[at].left = Some(new),
            Some(at) => self.nodes[at].right = Some(new),
        }
        self.nodes.push(Node { key, red: true, left: None, right: None, parent });
        self.mend(new);
    }

    /// A red node may have a red parent: recolour upwards, at last rotate.
    fn mend(&mut self, mut at: usize) {
        while let Some(parent) = self.nodes[at].parent.filter(|parent| self.nodes[*parent].red) {
            let above = self.nodes[parent].parent.expect("a red node is not the root");
            let on_left = self.nodes[above].left == Some(parent);
            let uncle = if on_left { self.nodes[above].right } else { self.nodes[above].left };
            if let Some(uncle) = uncle.filter(|uncle| self.nodes[*uncle].red) {
                self.nodes[parent].red = false;
                self.nodes[uncle].red = false;
                self.nodes[above].red = true;
                at = above;
                continue;
            }
            let inner = if on_left { self.nodes[parent].right } else { self.nodes[parent].left };
            let top = if inner == Some(at) {
                self.rotate(parent, on_left);
                at
            } else {
                parent
            };
            self.nodes[top].red = false;
            self.nodes[above].red = true;
            self.rotate(above, !on_left);
            break;
        }
        let root = self.root.expect("a key was inserted");
        self.nodes[root].red = false;
    }

    /// Its right child takes its place if `left`, else its left child; it becomes that one's child.
    fn rotate(&mut self, at: usize, left: bool) {
        let up = if left { self.nodes[at].right } else { self.nodes[at].left };
        let up = up.expect("there is a child to take its place");
        let moved = if left { self.nodes[up].left } else { self.nodes[up].right };
        if left {
            self.nodes[at].right = moved;
            self.nodes[up].left = Some(at);
        } else {
            self.nodes[at].left = moved;
            self.nodes[up].right = Some(at);
        }
        if let Some(moved) = moved {
            self.nodes[moved].parent = Some(at);
        }
        let parent = self.nodes[at].parent;
        self.nodes[up].parent = parent;
        self.nodes[at].parent = Some(up);
        match parent {
            None => self.root = Some(up),
            Some(parent) if self.nodes[parent].left == Some(at) => self.nodes[parent].left = Some(up),
            Some(parent) => self.nodes[parent].right = Some(up),
        }
    }

    /// The smallest.
    pub fn leftmost(&self) -> Option<usize> {
        let mut at = self.root?;
        while let Some(left) = self.nodes[at].left {
            at = left;
        }
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Black nodes on the way down; panics where the tree is none.
    fn black_height(tree: &Tree<u32>, at: Option<usize>, keys: &mut Vec<u32>) -> u32 {
        let Some(index) = at else { return 1 };
        let node = &tree.nodes[index];
        let left = black_height(tree, node.left, keys);
        keys.push(node.key);
        let right = black_height(tree, node.right, keys);
        assert_eq!(left, right, "as many black nodes on every way");
        for child in [node.left, node.right].into_iter().flatten() {
            assert_eq!(tree.nodes[child].parent, Some(index));
            assert!(!(node.red && tree.nodes[child].red), "no red child of a red node");
        }
        left + !node.red as u32
    }

    proptest! {
        #[test]
        fn every_order_of_insertion_makes_a_tree(keys in prop::collection::hash_set(0u32..1_000, 0..80)) {
            let tree = Tree::of(keys.iter().copied());
            let mut seen = Vec::new();
            black_height(&tree, tree.root, &mut seen);
            let mut sorted: Vec<u32> = keys.into_iter().collect();
            sorted.sort_unstable();
            prop_assert_eq!(tree.leftmost().map(|at| tree.nodes[at].key), sorted.first().copied());
            prop_assert_eq!(seen, sorted);
            prop_assert!(tree.root.is_none_or(|root| !tree.nodes[root].red));
        }
    }

    #[test]
    fn rising_keys_are_rotated() {
        let tree = Tree::of(1..=7u32);
        let shape: Vec<(u32, bool)> = tree.nodes.iter().map(|node| (node.key, node.red)).collect();
        assert_eq!(tree.nodes[tree.root.unwrap()].key, 2);
        let want = [(1, false), (2, false), (3, false), (4, true), (5, true), (6, false), (7, true)];
        assert_eq!(shape, want);
    }
}
