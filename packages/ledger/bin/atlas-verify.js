#!/usr/bin/env node
import { runProgram } from '../../../scripts/pinned-node.mjs';

runProgram(import.meta.url, './atlas-verify-main.ts');
