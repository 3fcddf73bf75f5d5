/** A node of a Tree: a folder when it has children. */
export interface TreeNode {
  id: string;
  name: string;
  children?: TreeNode[];
}
