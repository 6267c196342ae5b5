/**
 * An anonymous block. A bank names its relations as it likes, and whoever names one `x$do$; …` would otherwise end the
 * block and go on as the DBA: the tag is one that the body does not hold.
 */
export function doBlock(body: string): string {
  let tag = '$do';
  for (let more = 1; body.includes(tag); more += 1) tag = `$do${more}_`;
  return `DO ${tag}$ ${body} ${tag}$`;
}
