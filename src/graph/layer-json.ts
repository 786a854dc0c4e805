import { Fields, type JsonObject } from './fields.js';

const MODELS = ['Sequential', 'Functional', 'Model'];

export function isModel(className: string): boolean {
  return MODELS.includes(className);
}

/** A layer, or a model among the layers of another, as a model lists it. */
export interface LayerJson {
  readonly name: string;
  readonly className: string;
  readonly config: JsonObject;
}

/** @throws DescriptorError `descriptor-invalid` */
export function readLayer(value: unknown, model: Fields, index: number): LayerJson {
  const outer = new Fields(value, `${model.where}, layers[${index}]`, 'descriptor-invalid');
  const className = outer.string('class_name');
  const isList = Array.isArray(outer.get('config'));
  const config: JsonObject =
    isModel(className) && isList ? { layers: outer.list('config') } : outer.fields('config').object;
  const named = new Fields(config, outer.where, 'descriptor-invalid');
  const name = outer.string('name', named.string('name', `${className.toLowerCase()}_${index}`));
  return { name, className, config };
}
