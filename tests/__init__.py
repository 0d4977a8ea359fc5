"""The tests of Stik: they mirror the tree; each folder is a package so that the product's rooms keep their names."""
