/** Values that are usual in the trade, as the hub's sample stock writes them. They are data, not words of the page. */
export const METALS = [
  'stainless steel',
  'titanium',
  '18K yellow gold',
  '18K white gold',
  '18K rose gold',
  'platinum',
  'ceramic',
  'bronze',
  'carbon',
] as const;
export const BEZELS = [
  'stainless steel',
  'ceramic',
  'aluminium',
  '18K yellow gold',
  '18K white gold',
] as const;
export const CRYSTALS = ['sapphire', 'acrylic', 'mineral'] as const;
export const DIALS = ['black', 'white', 'silver', 'blue', 'green', 'grey', 'champagne', 'brown'] as const;
export const BRACELETS = [
  'stainless steel',
  'leather',
  'alligator',
  'rubber',
  'textile',
  'titanium',
  '18K yellow gold',
] as const;
export const GENDERS = ['men', 'women', 'unisex'] as const;
export const COMPLICATIONS = [
  'date',
  'chronograph',
  'small seconds',
  'second time zone',
  'world time',
  'moon phase',
  'annual calendar',
  'perpetual calendar',
  'minute repeater',
  'tourbillon',
  'power reserve indicator',
] as const;
