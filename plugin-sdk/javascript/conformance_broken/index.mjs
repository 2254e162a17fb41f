// Does not load: the third line has an error.

export default = 5;
