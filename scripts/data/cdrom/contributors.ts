/**
 * The contributors to category 1a, isolated digits, whose digits are used, by their three letters,
 * with how many digits each has there: the count of segments in the CD-ROM's README. The other eight
 * contributors (aga, cea, ceb, ibm, imp, lou, pri, uqb) are not used.
 */
export const CONTRIBUTORS: Readonly<Record<string, number>> = {
  apa: 692,
  apb: 2033,
  app: 1046,
  art: 170,
  ced: 1369,
  gmd: 1145,
  syn: 4554,
  tos: 543,
  val: 1462,
};
