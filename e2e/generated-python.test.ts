import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDealer } from './support/dealer.ts';
import { hubForFile } from './support/hub-for-file.ts';
import { describeWithPython, PYTHON } from './support/python.ts';
import { createTemporaryFolder } from './support/temporary-folder.ts';

const run = promisify(execFile);

const PROGRAM = `
import json, sys, urllib.request
import models

def get(path):
    request = urllib.request.Request(sys.argv[1] + path, headers={"Authorization": "Bearer " + sys.argv[2]})
    return urllib.request.urlopen(request).read()

listings = models.ListingList.model_validate_json(get("/listings"))
orders = models.OrderList.model_validate_json(get("/orders"))
feed = models.EventList.model_validate_json(get("/events"))
print(json.dumps({
    "listing": str(listings.data[0].id),
    "order": orders.data[0].number,
    "events": [type(event.root).__name__ for event in feed.data],
}))
`;

const scene = hubForFile();

describeWithPython(
  'Pydantic models that datamodel-code-generator makes of the document',
  ['datamodel_code_generator'],
  () => {
    let folder: string;
    beforeAll(async () => {
      folder = await createTemporaryFolder();
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it('read what the hub answers, each event as its own type', async () => {
      const dealer = await createDealer(scene.hub);
      const api = await dealer.api('live');
      const listing = await dealer.newListing();
      const order = await api.order(listing);
      const base = `${scene.hub.origin}/api/v1`;
      const [document, program] = [join(folder, 'openapi.json'), join(folder, 'program.py')];
      await writeFile(document, await (await fetch(`${base}/openapi.json`)).text());
      await writeFile(program, PROGRAM);
      const types = ['--input-file-type', 'openapi', '--output-model-type', 'pydantic_v2.BaseModel'];
      const files = ['--input', document, '--output', join(folder, 'models.py')];
      await run(PYTHON, ['-m', 'datamodel_code_generator', ...types, ...files]);
      const { stdout } = await run(PYTHON, [program, base, api.key]);
      expect(JSON.parse(stdout)).toEqual({
        listing: listing.id,
        order: order.number,
        events: ['ListingPublishedEvent', 'OrderReceivedEvent', 'ListingSoldEvent'],
      });
    });
  },
);
