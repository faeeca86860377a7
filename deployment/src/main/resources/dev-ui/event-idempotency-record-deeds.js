import { msg } from 'localization';
import { errorText, visibleText } from './event-idempotency-shared.js';
import { isOpen, kindName, records } from './event-idempotency-record-parts.js';

/**
 * The actions on records: a question for each. Its `act` takes the action and returns the message about it (`told`), the
 * refusals (`failure`) and the keys in the store of the records that are `gone`. After one that `deletes`, others may be gone.
 */

const AT_ONCE = 20;

const deleteVerb = () => msg('Delete', { id: 'quarkus-event-idempotency-delete' });
const revokeVerb = () => msg('Revoke', { id: 'quarkus-event-idempotency-revoke' });
const releaseVerb = () => msg('Release', { id: 'quarkus-event-idempotency-release' });

function deleteDeed(counts) {
    return !counts ? deleteVerb() : counts.deleted || !counts.revoked ? deleteVerb() + ' ' + records(counts.deleted)
        : revokeVerb() + ' ' + records(counts.revoked);
}

function deletedInWords(counts) {
    return counts.deleted.toLocaleString('en') + ' ' + msg('deleted', { id: 'quarkus-event-idempotency-n-deleted' })
        + (counts.revoked ? ', ' + counts.revoked.toLocaleString('en') + ' '
            + msg('in flight revoked', { id: 'quarkus-event-idempotency-n-revoked' }) : '');
}

function name(row) {
    return row.key ?? row.storeKey;
}

/** What a deletion of rows does, by what was read of them. */
function expected(rows) {
    const revoked = rows.filter(row => row.status === 'processing').length;
    return Promise.resolve({ deleted: rows.length - revoked, revoked: revoked, exact: true });
}

/** Calls a method for each row, a few at a time. What was refused is counted, with the first reason. */
async function each(rows, call) {
    const did = [];
    const refused = [];
    for (let from = 0; from < rows.length; from += AT_ONCE) {
        await Promise.all(rows.slice(from, from + AT_ONCE).map(row => call({ storeKey: row.storeKey }).then(
            response => did.push({ storeKey: row.storeKey, result: response.result }),
            failure => refused.push(errorText(failure)))));
    }
    return { did: did, refused: refused };
}

function withRefused(told, refused) {
    return refused.length ? { told: told, failure: records(refused.length) + ' '
        + msg('were refused, first:', { id: 'quarkus-event-idempotency-refused' }) + ' ' + refused[0] } : { told: told };
}

export function deleteRows(jsonRpc, rows) {
    return {
        title: deleteVerb(),
        text: msg('A deleted event is new: its next delivery runs.', { id: 'quarkus-event-idempotency-ask-delete' }),
        keys: rows.map(name),
        counts: expected(rows),
        deed: deleteDeed,
        deletes: true,
        act: async () => {
            const { did, refused } = await each(rows, call => jsonRpc.deleteRecord(call));
            const gone = did.filter(one => one.result === 'DELETED').map(one => one.storeKey);
            const counts = { deleted: gone.length, revoked: did.length - gone.length };
            return { ...withRefused(deletedInWords(counts), refused), gone: gone };
        }
    };
}

export function releaseRows(jsonRpc, rows) {
    const open = rows.filter(isOpen);
    const others = rows.length - open.length;
    return {
        title: releaseVerb(),
        text: msg('The next delivery of a released event runs it.', { id: 'quarkus-event-idempotency-ask-release' })
            + (others ? ' ' + records(others) + ' '
                + msg('cannot be released, and stay: completed, or no records.', { id: 'quarkus-event-idempotency-stay' }) : ''),
        keys: open.map(name),
        deed: () => releaseVerb() + ' ' + records(open.length),
        act: async () => {
            const { did, refused } = await each(open, call => jsonRpc.releaseRecord(call));
            return withRefused(did.length.toLocaleString('en') + ' ' + msg('released', { id: 'quarkus-event-idempotency-released' }),
                refused);
        }
    };
}

export function completeRow(jsonRpc, row) {
    return {
        title: msg('Complete', { id: 'quarkus-event-idempotency-complete' }),
        text: msg('Complete this event without running it? Later deliveries are duplicates.',
            { id: 'quarkus-event-idempotency-ask-complete' }),
        keys: [name(row)],
        field: msg('Result as JSON, empty for none', { id: 'quarkus-event-idempotency-result-json' }),
        deed: () => msg('Complete event', { id: 'quarkus-event-idempotency-complete-event' }),
        act: async value => {
            await jsonRpc.completeRecord({ storeKey: row.storeKey, resultJson: value });
            return { told: msg('Completed', { id: 'quarkus-event-idempotency-completed' }) };
        }
    };
}

export function failRow(jsonRpc, row) {
    return {
        title: msg('Fail', { id: 'quarkus-event-idempotency-fail' }),
        text: msg('Fail this event permanently? No delivery runs it again.', { id: 'quarkus-event-idempotency-ask-fail' }),
        keys: [name(row)],
        field: msg('Reason', { id: 'quarkus-event-idempotency-why' }),
        needed: true,
        deed: () => msg('Fail event', { id: 'quarkus-event-idempotency-fail-event' }),
        act: async value => {
            await jsonRpc.failRecord({ storeKey: row.storeKey, error: value });
            return { told: msg('Failed', { id: 'quarkus-event-idempotency-failed' }) };
        }
    };
}

/** @param filter the arguments of the search; without any, a box has to be ticked */
export function deleteMatching(jsonRpc, filter, words) {
    const all = msg('All records of this store', { id: 'quarkus-event-idempotency-all-records' });
    return {
        title: deleteVerb(),
        text: msg('Delete all records that match, loaded or not? A deleted event is new: its next delivery runs.',
            { id: 'quarkus-event-idempotency-ask-delete-all' }),
        of: words || all,
        counts: jsonRpc.matching(filter).then(response => response.result),
        deed: deleteDeed,
        tick: words ? null : all,
        deletes: true,
        act: async () => ({ told: deletedInWords((await jsonRpc.deleteMatching({ ...filter, all: !words })).result) })
    };
}

export function emptyStore(jsonRpc) {
    return {
        title: msg('Empty the store', { id: 'quarkus-event-idempotency-empty-store' }),
        text: msg('Remove all records from the memory of this process? Deliveries in flight cannot complete theirs.',
            { id: 'quarkus-event-idempotency-ask-empty' }),
        deed: () => msg('Empty the store', { id: 'quarkus-event-idempotency-empty-store' }),
        deletes: true,
        act: async () => {
            await jsonRpc.emptyInMemoryStore();
            return { told: msg('The store is empty', { id: 'quarkus-event-idempotency-emptied' }) };
        }
    };
}

/** A filter as people read it; empty for none. */
export function inWords(filter) {
    return [
        [msg('Scope', { id: 'quarkus-event-idempotency-scope' }), filter.scope],
        [msg('Key', { id: 'quarkus-event-idempotency-key' }), visibleText(filter.keyText)],
        [msg('Status', { id: 'quarkus-event-idempotency-status' }), filter.status && kindName(filter.status)],
        [msg('Age', { id: 'quarkus-event-idempotency-age' }), filter.age && '> ' + filter.age],
        [msg('Lease expired', { id: 'quarkus-event-idempotency-only-lease-expired' }), filter.leaseExpired &&
            msg('yes', { id: 'quarkus-event-idempotency-yes' })]
    ].filter(([, value]) => value).map(([part, value]) => part + ': ' + value).join(', ');
}
