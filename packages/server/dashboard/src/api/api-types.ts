// Made from the OpenAPI document: node scripts/dashboard-types.mjs
export interface paths {
    "/v1/providers": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** The configured banks: what each can do, how it authenticates, its limits */
        get: operations["listProviders"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/providers/{id}": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** One configured bank */
        get: operations["getProvider"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/providers/{id}/institutions": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** The banks that can be chosen, where a provider stands for many */
        get: operations["listInstitutions"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/connections": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** Connections to banks: state of the consent, freshness, accounts */
        get: operations["listConnections"];
        put?: never | undefined;
        /** Begin a connection: gives what the customer has to do */
        post: operations["startConnection"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/connections/{id}": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** One connection */
        get: operations["getConnection"];
        put?: never | undefined;
        post?: never | undefined;
        /**
         * End the consent at the bank and forget the connection
         * @description `data=keep` (the default) keeps what was read; `data=erase` erases personal data, days and amounts stay.
         */
        delete: operations["removeConnection"];
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/connections/{id}/renewal": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /**
         * Renew the consent: accounts, history and ids are kept
         * @description The old consent stays in use until the new one is complete.
         */
        post: operations["renewConnection"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/connections/{id}/revocation": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** End the consent at the bank, and keep the connection so that it can be renewed */
        post: operations["revokeConnection"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/challenges/{id}": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** What the customer has to do now; an animated QR code changes each second */
        get: operations["getChallenge"];
        put?: never | undefined;
        post?: never | undefined;
        /** Cancel at the bank */
        delete: operations["cancelChallenge"];
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/challenges/{id}/answer": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** Go on with the customer’s answer; an empty one asks the bank how far the customer is */
        post: operations["answerChallenge"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/accounts": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** All accounts with their balances and how fresh they are */
        get: operations["listAccounts"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/accounts/{id}": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** One account */
        get: operations["getAccount"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/accounts/{id}/balances": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** Balances of an account, as the bank gave them last */
        get: operations["listBalances"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/balances/history": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /**
         * Booked balances by day, one series for each currency
         * @description Today’s balance as the bank gives it, and backwards from there by the booked entries. 90 days by default.
         */
        get: operations["listBalanceHistory"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/transactions": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** Transactions, newest first */
        get: operations["listTransactions"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/transactions/changes": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /**
         * What was added, modified and removed since a cursor
         * @description Without a cursor from the beginning; `cursor=now` gives only what comes. Asking again with the same cursor loses nothing.
         */
        get: operations["listChanges"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/transactions/{id}": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** One transaction */
        get: operations["getTransaction"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        /**
         * Note, category, tags, hidden: what the user writes beside the bank’s facts
         * @description A member that is null is taken away. The bank’s facts cannot be written.
         */
        patch: operations["annotateTransaction"];
        trace?: never | undefined;
    };
    "/v1/transactions/{id}/explanation": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** Why a transaction is what it is: identity, claim of a pending entry, changes */
        get: operations["explainTransaction"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/syncs": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** The last syncs of this process, newest first */
        get: operations["listSyncs"];
        put?: never | undefined;
        /**
         * Read the banks and keep what is new
         * @description Runs in the background: follow it by GET /v1/syncs/{id} or by the events. All connections when none is named.
         */
        post: operations["startSync"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/syncs/{id}": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** How far a sync is, and what it did */
        get: operations["getSync"];
        put?: never | undefined;
        post?: never | undefined;
        /** Stop a running sync; what was committed stays */
        delete: operations["cancelSync"];
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/payments": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** Payments, newest first */
        get: operations["listPayments"];
        put?: never | undefined;
        /** A draft: kept and checked, not sent */
        post: operations["createPayment"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/payments/{id}": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** One payment; with refresh the bank is asked, and a lost answer is looked up */
        get: operations["getPayment"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/payments/{id}/submission": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /**
         * Send it to the bank, once
         * @description A lost answer is 202 with status outcome_unknown: it is looked up, never sent again.
         */
        post: operations["submitPayment"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/payments/{id}/payee-check": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /**
         * Ask the bank whether the name belongs to the account, before a draft is approved or sent
         * @description Kept with the draft and sent with the payment (Regulation (EU) 2024/886). Nothing is refused by it: a person decides.
         */
        post: operations["checkPayeeOfPayment"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/payee-checks": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** Ask the bank whether a name belongs to an account */
        post: operations["checkPayee"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/payments/{id}/approval": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /**
         * Ask a person to sign the draft with BankID; nothing is sent yet
         * @description Follow the challenge: GET and answer it until it is complete, then submit the payment with its evidence.
         */
        post: operations["approvePayment"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/payments/{id}/cancellation": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** Give a draft up, or cancel at the bank */
        post: operations["cancelPayment"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/invoices": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** Invoices, newest first */
        get: operations["listInvoices"];
        put?: never | undefined;
        /** Keep one invoice; a known one (same number, direction, kind and customer) is updated */
        post: operations["createInvoice"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/invoices/import": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /**
         * Keep many invoices: a list, or the text of a CSV file. All of them or none
         * @description docs/invoices.md describes the columns of the CSV file. What is wrong is said line by line.
         */
        post: operations["importInvoices"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/invoices/{id}": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** One invoice */
        get: operations["getInvoice"];
        put?: never | undefined;
        post?: never | undefined;
        /** Take an invoice away; refused while a person’s match of it stands */
        delete: operations["removeInvoice"];
        options?: never | undefined;
        head?: never | undefined;
        /** Close an invoice for the rules, or open it again */
        patch: operations["closeInvoice"];
        trace?: never | undefined;
    };
    "/v1/matches": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /**
         * Matches and suggestions, each with its reasons; newest first
         * @description `standing` (the default) are matches in force, made by rules or persons; `suggested` wait for a person.
         */
        get: operations["listMatches"];
        put?: never | undefined;
        /** Match a transaction with an invoice by hand */
        post: operations["createMatch"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/matches/{id}/confirmation": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** Agree with a suggestion or a rule’s match: it is yours from now on */
        post: operations["confirmMatch"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/matches/{id}/rejection": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** Refuse a suggestion, or undo a rule’s match; it is never made again */
        post: operations["rejectMatch"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/matches/{id}": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        post?: never | undefined;
        /** Take a match back; no rule makes it again */
        delete: operations["undoMatch"];
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/reconciliations": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /**
         * Let the rules look at booked transactions and open invoices now
         * @description They also do after each sync and each import of invoices.
         */
        post: operations["reconcile"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/events": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** Events after a sequence number, oldest first */
        get: operations["listEvents"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/events/stream": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /**
         * Events as they happen (server-sent events)
         * @description The id of a message is the sequence: `Last-Event-ID` resumes after it. `event: reset` says that events were lost. Progress has no id.
         */
        get: operations["streamEvents"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** Where events are sent */
        get: operations["listWebhooks"];
        put?: never | undefined;
        /** Send events that come from now on to an address */
        post: operations["createWebhook"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/webhooks/{id}": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        post?: never | undefined;
        /** Send nothing more */
        delete: operations["removeWebhook"];
        options?: never | undefined;
        head?: never | undefined;
        /** Change address or types, pause it, or switch it on again */
        patch: operations["changeWebhook"];
        trace?: never | undefined;
    };
    "/v1/webhooks/{id}/rotation": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** A new secret; for a day both sign */
        post: operations["rotateWebhookSecret"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/webhooks/{id}/test": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** Send a test event now */
        post: operations["testWebhook"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/webhooks/{id}/deliveries": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** Tries to deliver, newest first */
        get: operations["listDeliveries"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/webhooks/{id}/deliveries/{event}/redelivery": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** Send an event that is still kept once more */
        post: operations["redeliver"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/summary": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** Money in and out by month or counterparty; one row for each currency, none are mixed */
        get: operations["getSummary"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/exports/{format}": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /**
         * Transactions as a file, newest first: csv or ndjson
         * @description Cells of CSV that a spreadsheet would run as a formula begin with an apostrophe.
         */
        get: operations["exportTransactions"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/tokens": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** API tokens */
        get: operations["listTokens"];
        put?: never | undefined;
        /** A new API token, shown this once */
        post: operations["createToken"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/tokens/{id}": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        post?: never | undefined;
        /** End a token */
        delete: operations["revokeToken"];
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/sessions": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** Signed-in browsers */
        get: operations["listSessions"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/sessions/{id}": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        post?: never | undefined;
        /** Sign a browser out */
        delete: operations["endSession"];
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/sessions/end-others": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** Sign all browsers out but this one */
        post: operations["endOtherSessions"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/login-links": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** A code that signs one browser in, once, within ten minutes */
        post: operations["createLoginLink"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/audit": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** Who did what, oldest first */
        get: operations["listAudit"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/audit/verification": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** Whether the chain of the audit holds */
        get: operations["verifyAudit"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/users": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** People of the team; none in a personal server */
        get: operations["listUsers"];
        put?: never | undefined;
        /** A new person of the team; make them a login link next */
        post: operations["createUser"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/users/{id}": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        post?: never | undefined;
        /** Remove a person: their browsers, passkeys, links and tokens open nothing any more */
        delete: operations["removeUser"];
        options?: never | undefined;
        head?: never | undefined;
        /** Another role, ceiling or subject, or disabled; it holds from the next request on */
        patch: operations["changeUser"];
        trace?: never | undefined;
    };
    "/v1/users/{id}/reset": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /**
         * For somebody who is locked out: all ways to sign in end, and a code signs one browser in, once, within ten minutes
         * @description Ends their browsers, links, passkeys and recovery codes. Their API tokens stay.
         */
        post: operations["resetUser"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/api/backoffice/finance/psd2/consent/initiate": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** Begin a consent: the address of the bank’s page */
        post: operations["backOfficeInitiateConsent"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/api/backoffice/finance/psd2/consent/callback": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** The code that the bank’s redirect carried becomes an access token */
        post: operations["backOfficeFinishConsent"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/api/backoffice/finance/psd2/accounts/sync": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** Read the accounts of a consent and keep them */
        post: operations["backOfficeSyncAccounts"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/api/backoffice/finance/psd2/transactions/sync": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /**
         * Read the transactions of an account and keep what is new
         * @description `imported + skipped = total_fetched`. The ledger reads up to today; `date_to` narrows what is counted.
         */
        post: operations["backOfficeSyncTransactions"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/api/backoffice/finance/bank-accounts": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** The accounts of the ledger */
        get: operations["backOfficeListAccounts"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/api/backoffice/finance/bank-accounts/{id}": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** One account */
        get: operations["backOfficeGetAccount"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/api/backoffice/finance/bank-transactions": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** Booked transactions, newest first */
        get: operations["backOfficeListTransactions"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/api/backoffice/finance/bank-transactions/account/{id}": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** Booked transactions of one account, newest first */
        get: operations["backOfficeListAccountTransactions"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/api/backoffice/finance/bank-transactions/{id}/reconcile": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** Match a transaction by hand */
        post: operations["backOfficeReconcile"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/api/backoffice/finance/bank-transactions/{id}/unreconcile": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** Take all matches of a transaction back; no rule makes them again */
        post: operations["backOfficeUnreconcile"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/api/backoffice/finance/bank-transactions/{id}/suggestions": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** Invoices that may belong to a transaction, each with its reasons */
        get: operations["backOfficeSuggestions"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/api/backoffice/finance/bank-transactions/auto-reconcile-all": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** Let the rules look at all transactions that are not matched */
        post: operations["backOfficeAutoReconcileAll"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/health": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** Whether the process lives */
        get: operations["getHealth"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/ready": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** Whether it can serve: not while it stops, and not without its database */
        get: operations["getReady"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/v1/status": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** Version, number of connections, accounts and running syncs */
        get: operations["getStatus"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/auth/session": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** Whether this browser is signed in, and how one can sign in */
        get: operations["getSession"];
        put?: never | undefined;
        post?: never | undefined;
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/auth/login": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** Sign in by the code of a one-time link */
        post: operations["logIn"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/auth/logout": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** Sign this browser out */
        post: operations["logOut"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/auth/passkeys": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** Your passkeys */
        get: operations["listPasskeys"];
        put?: never | undefined;
        /** Keep a new passkey */
        post: operations["createPasskey"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/auth/passkeys/registration": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** What a browser needs to make a passkey */
        post: operations["startPasskeyRegistration"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/auth/passkeys/{id}": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        post?: never | undefined;
        /** Forget a passkey */
        delete: operations["removePasskey"];
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/auth/passkeys/login/challenge": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** What a browser needs to sign in with a passkey */
        post: operations["startPasskeyLogin"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/auth/passkeys/login": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** Sign in with a passkey */
        post: operations["logInWithPasskey"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/auth/verification/challenge": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** What a browser needs to prove again that it is the owner */
        post: operations["startVerification"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/auth/verification": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** Prove with a passkey that it is the owner: payments may leave for five minutes */
        post: operations["verifySession"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/auth/recovery-codes": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        /** How many recovery codes you have left */
        get: operations["getRecoveryCodes"];
        put?: never | undefined;
        /**
         * 10 new recovery codes, shown this once; those of before end
         * @description Each signs one browser in, once, when every passkey is lost. Needs a signed-in browser and a proof of its person that is not older than five minutes.
         */
        post: operations["createRecoveryCodes"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/auth/recovery-codes/login": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** Sign in with a recovery code */
        post: operations["logInWithRecoveryCode"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/auth/bankid": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** Begin with BankID: to sign in, to tell which BankID is the owner’s, or to prove again that it is the owner */
        post: operations["startBankId"];
        /** Forget which BankID is the owner’s */
        delete: operations["unlinkBankId"];
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
    "/auth/bankid/answer": {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        get?: never | undefined;
        put?: never | undefined;
        /** How far the order of this browser is; the code to scan changes each second */
        post: operations["answerBankId"];
        delete?: never | undefined;
        options?: never | undefined;
        head?: never | undefined;
        patch?: never | undefined;
        trace?: never | undefined;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Provider: {
            /** @description Its name in the configuration. */
            id: string;
            provider: string;
            name: string;
            countries: string[];
            environment: string;
            capabilities: string[];
            authentication: string[];
            signatureSchemes: string[];
            paymentKinds: string[];
            /** @description It says whether a payee’s name belongs to the account. */
            checksPayees: boolean;
            rateLimits: {
                name: string;
                limit: number;
                windowSeconds: number;
            }[];
            unattendedReads: number | null;
            historyDays: number | null;
            listsPending: boolean;
            ids: {
                account: {
                    scope: string;
                    stableFromPendingToBooked: boolean | null;
                    stableAcrossConsents: boolean;
                };
                transaction: {
                    scope: string;
                    stableFromPendingToBooked: boolean | null;
                    stableAcrossConsents: boolean;
                };
                payment: {
                    scope: string;
                    stableFromPendingToBooked: boolean | null;
                    stableAcrossConsents: boolean;
                };
            };
            hasInstitutions: boolean;
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            code: string;
            requestId: string;
            retryable: boolean;
            hint?: string | undefined;
            provider?: string | undefined;
            bankRequestId?: string | undefined;
            bankMessages?: {
                code?: string | undefined;
                text?: string | undefined;
                path?: string | undefined;
            }[];
            /** @enum {string} */
            limitedBy?: "bank" | "nostro" | undefined;
            errors?: {
                pointer?: string | undefined;
                parameter?: string | undefined;
                header?: string | undefined;
                detail: string;
            }[];
            action?: {
                kind: string;
                href: string;
            } | undefined;
        };
        Institution: {
            name: string;
            country?: string | undefined;
            bic?: string | undefined;
            logoUrl?: string | undefined;
            maximumConsentDays?: number | undefined;
            customerTypes?: ("personal" | "business")[] | undefined;
            beta?: boolean | undefined;
        };
        Connection: {
            /** @example ing-1a2b3c4d */
            id: string;
            /** @description Name of the provider in the configuration. */
            provider: string;
            providerName: string;
            label?: string | undefined;
            owner?: string | undefined;
            /** @enum {string} */
            status: "active" | "expiring" | "expired";
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            consentValidUntil?: string | undefined;
            daysLeft?: number | undefined;
            freshness: {
                /**
                 * Format: date-time
                 * @example 2026-11-30T12:00:00.000Z
                 */
                asOf?: string | undefined;
                lastError?: string | undefined;
                /** @description fresh, late, stale, or blocked until a person does something */
                state?: string | undefined;
                /** @description Why it is not read earlier. */
                why?: string | undefined;
                /**
                 * Format: date-time
                 * @example 2026-11-30T12:00:00.000Z
                 */
                nextReadAt?: string | undefined;
                /** @description Unattended reads that the bank still allows in these 24 hours; absent where it sets no such limit. */
                readsLeft?: number | undefined;
            };
            accountIds: string[];
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            createdAt?: string | undefined;
        };
        Challenge: {
            /** @example chl_01J… */
            id: string;
            /** @enum {string} */
            status: "pending" | "answering" | "complete" | "failed" | "cancelled";
            /** @enum {string} */
            kind: "redirect" | "decoupled" | "input" | "none";
            connectionId?: string | undefined;
            paymentId?: string | undefined;
            view: {
                /** @description Send the customer’s own browser there. */
                url?: string | undefined;
                qrText?: string | undefined;
                launchUrl?: string | undefined;
                state?: string | undefined;
                message?: {
                    [key: string]: string;
                };
                fields?: {
                    name: string;
                    label: string;
                    /** @enum {string} */
                    kind: "text" | "secret" | "choice";
                    options?: {
                        value: string;
                        label: string;
                    }[];
                    media?: {
                        type: string;
                        data: string;
                    };
                }[];
            };
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            expiresAt: string;
            pollAfterMs?: number | undefined;
            failure?: string | undefined;
        };
        ConnectRequest: {
            /** @example ing */
            provider: string;
            /** @enum {string} */
            purpose?: "accounts" | "funds" | undefined;
            country?: string | undefined;
            institution?: {
                name: string;
                country?: string | undefined;
            } | undefined;
            /** @enum {string} */
            customerType?: "personal" | "business" | undefined;
            customerId?: string | undefined;
            label?: string | undefined;
            owner?: string | undefined;
            /** @description Where the callback page sends the browser on: one of the configured addresses, or a path of this server. */
            returnUrl?: string | undefined;
            /** @description Where the bank sends the browser back; this server’s /callback when absent. Give the address on which it landed to the answer. */
            redirectUri?: string | undefined;
        };
        Account: {
            /** @example a7 */
            id: string;
            connectionId: string;
            provider: string;
            iban?: string | undefined;
            bban?: string | undefined;
            maskedPan?: string | undefined;
            currency?: string | undefined;
            kind: string;
            product?: string | undefined;
            name?: string | undefined;
            ownerName?: string | undefined;
            status: string;
            /** @description False: the consent in force does not list it. Nothing was deleted. */
            inConsent: boolean;
            balances: components["schemas"]["Balance"][];
            /** @description Exact sum of the booked entries in the account’s currency. */
            bookedTotal: string;
            /**
             * Format: date
             * @example 2026-11-30
             */
            coveredFrom?: string | undefined;
            /**
             * Format: date
             * @example 2026-11-30
             */
            coveredTo?: string | undefined;
            holes: {
                /**
                 * Format: date
                 * @example 2026-11-30
                 */
                from: string;
                /**
                 * Format: date
                 * @example 2026-11-30
                 */
                to: string;
            }[];
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            asOf?: string | undefined;
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            lastAttemptAt?: string | undefined;
            lastError?: string | undefined;
            outcome?: string | undefined;
            /** @description Whether the book agrees with the bank’s balance: unproven, balanced, off. */
            gate: string;
            gateOff?: string | undefined;
        };
        Balance: {
            /** @example interimBooked */
            balanceType: string;
            amount: components["schemas"]["Money"];
            /**
             * Format: date
             * @example 2026-11-30
             */
            referenceDate?: string | undefined;
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            asOf: string;
        };
        Money: {
            /**
             * @description Exact decimal text; negative is debit.
             * @example -12.34
             */
            amount: string;
            /** @example EUR */
            currency: string;
        };
        BalanceSeries: {
            currency: string;
            accountIds: string[];
            /** @description True: the bank’s own booked balance holds the series. False: the sum of the entries that were read. */
            anchored: boolean;
            points: {
                /**
                 * Format: date
                 * @example 2026-11-30
                 */
                day: string;
                amount: string;
            }[];
        };
        Transaction: {
            /**
             * @description It never changes, also when a pending entry books.
             * @example a7-42
             */
            id: string;
            accountId: string;
            connectionId: string;
            /** @example booked */
            bookingStatus: string;
            /** @description A pending entry that the bank does not list any more; it counts in no balance. */
            unlisted: boolean;
            /**
             * Format: date
             * @example 2026-11-30
             */
            bookingDate: string;
            /**
             * Format: date
             * @example 2026-11-30
             */
            valueDate?: string | undefined;
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            executedAt?: string | undefined;
            amount: components["schemas"]["Money"];
            originalAmount?: components["schemas"]["Money"] | undefined;
            exchangeRate?: string | undefined;
            bankId?: string | undefined;
            entryReference?: string | undefined;
            endToEndId?: string | undefined;
            counterparty?: {
                name?: string | undefined;
                iban?: string | undefined;
                bban?: string | undefined;
                bic?: string | undefined;
            } | undefined;
            text?: string | undefined;
            reference?: string | undefined;
            mandateId?: string | undefined;
            creditorId?: string | undefined;
            bankTransactionCode?: string | undefined;
            balanceAfter?: components["schemas"]["Money"] | undefined;
            annotations: components["schemas"]["Annotations"];
        };
        Annotations: {
            note?: string | undefined;
            category?: string | undefined;
            tags?: string[] | undefined;
            hidden?: boolean | undefined;
        };
        Explanation: {
            transaction: components["schemas"]["Transaction"];
            identity: {
                kind: string;
                key: string;
                occurrence?: number | undefined;
            };
            firstWalk: number;
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            missingSince?: string | undefined;
            decisions: {
                /**
                 * Format: date-time
                 * @example 2026-11-30T12:00:00.000Z
                 */
                at: string;
                kind: string;
                points?: number | undefined;
                evidence?: unknown[] | undefined;
                changed?: string[] | undefined;
                with?: string | undefined;
            }[];
            versions: {
                /**
                 * Format: date-time
                 * @example 2026-11-30T12:00:00.000Z
                 */
                at: string;
                changed: string[];
                before: components["schemas"]["Transaction"];
            }[];
            payment?: string | undefined;
            /** @description The bank’s original: only with the scope raw:read. */
            raw?: unknown | undefined;
        };
        AnnotationPatch: {
            note?: string | null | undefined;
            category?: string | null | undefined;
            tags?: string[] | null | undefined;
            hidden?: boolean | null | undefined;
        };
        Sync: {
            /** @example syn_01J… */
            id: string;
            /** @enum {string} */
            status: "running" | "completed" | "partial" | "failed" | "cancelled";
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            startedAt: string;
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            finishedAt?: string | undefined;
            connectionIds: string[];
            progress: {
                accounts: number;
                pages: number;
                entries: number;
            };
            added: number;
            modified: number;
            removed: number;
            /** @description Pending entries that were booked. */
            claimed: number;
            /** @description Entries, fields and accounts that could not be read. */
            problems: number;
            perAccount: {
                accountId: string;
                connectionId: string;
                name: string;
                added: number;
                modified: number;
                removed: number;
                claimed: number;
                problems: string[];
                outcome?: string | undefined;
                /**
                 * Format: date
                 * @example 2026-11-30
                 */
                grantedFrom?: string | undefined;
                gate?: string | undefined;
                gateOff?: string | undefined;
                error?: {
                    code: string;
                    message: string;
                    hint?: string | undefined;
                };
            }[];
            perConnection: {
                connectionId: string;
                error?: {
                    code: string;
                    message: string;
                    hint?: string | undefined;
                };
            }[];
            failure?: {
                code: string;
                message: string;
                hint?: string | undefined;
            } | undefined;
        };
        Payment: {
            id: string;
            connectionId: string;
            /** @description draft, submitting, sca_required, accepted, executed, rejected, cancelled, outcome_unknown */
            status: string;
            kind: string;
            amount?: components["schemas"]["Money"] | undefined;
            creditorName?: string | undefined;
            creditorIban?: string | undefined;
            remittanceInformation?: string | undefined;
            /**
             * Format: date
             * @example 2026-11-30
             */
            requestedExecutionDate?: string | undefined;
            transactionStatus?: string | undefined;
            /** @description A person signed this very payment. */
            approved: boolean;
            payeeCheck?: components["schemas"]["PayeeCheck"] | undefined;
            reasons: string[];
            challenge?: components["schemas"]["Challenge"] | undefined;
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            updatedAt: string;
        };
        /** @description Absent before it was asked for. */
        PayeeCheck: {
            /**
             * @description not_available: the bank offers no check, or the payee’s bank did not answer.
             * @enum {string}
             */
            result: "match" | "close_match" | "no_match" | "not_available";
            /** @description With close_match: the name to show to who pays. */
            name?: string | undefined;
            /**
             * Format: date-time
             * @description Absent where nothing was asked.
             * @example 2026-11-30T12:00:00.000Z
             */
            verifiedAt?: string | undefined;
        };
        NewPayment: {
            connectionId: string;
            payment: {
                /** @enum {string} */
                kind: "single";
                amount: {
                    amount: string;
                    currency: string;
                };
                creditor: {
                    name: string;
                    iban?: string | undefined;
                    bban?: string | undefined;
                    bic?: string | undefined;
                };
                debtor?: {
                    accountId?: string | undefined;
                    iban?: string | undefined;
                    currency?: string | undefined;
                };
                remittanceInformation?: string | undefined;
                remittanceReference?: string | undefined;
                endToEndId?: string | undefined;
            } | {
                /** @enum {string} */
                kind: "instant";
                amount: {
                    amount: string;
                    currency: string;
                };
                creditor: {
                    name: string;
                    iban?: string | undefined;
                    bban?: string | undefined;
                    bic?: string | undefined;
                };
                debtor?: {
                    accountId?: string | undefined;
                    iban?: string | undefined;
                    currency?: string | undefined;
                };
                remittanceInformation?: string | undefined;
                remittanceReference?: string | undefined;
                endToEndId?: string | undefined;
            } | {
                /** @enum {string} */
                kind: "scheduled";
                amount: {
                    amount: string;
                    currency: string;
                };
                creditor: {
                    name: string;
                    iban?: string | undefined;
                    bban?: string | undefined;
                    bic?: string | undefined;
                };
                debtor?: {
                    accountId?: string | undefined;
                    iban?: string | undefined;
                    currency?: string | undefined;
                };
                remittanceInformation?: string | undefined;
                remittanceReference?: string | undefined;
                endToEndId?: string | undefined;
                /**
                 * Format: date
                 * @example 2026-11-30
                 */
                requestedExecutionDate: string;
            };
        };
        NewPayeeCheck: {
            connectionId: string;
            creditor: {
                name: string;
                iban?: string | undefined;
                bban?: string | undefined;
                bic?: string | undefined;
            };
            debtor?: {
                accountId?: string | undefined;
                iban?: string | undefined;
                currency?: string | undefined;
            } | undefined;
        };
        Invoice: {
            /** @example i12 */
            id: string;
            number: string;
            /** @enum {string} */
            direction: "receivable" | "payable";
            /** @enum {string} */
            kind: "invoice" | "credit-note";
            /**
             * @description done: closed by a person, and never touched by a rule.
             * @enum {string}
             */
            state: "open" | "paid" | "done";
            total: components["schemas"]["Money"];
            open: components["schemas"]["Money"];
            /**
             * Format: date
             * @example 2026-11-30
             */
            issuedOn: string;
            /**
             * Format: date
             * @example 2026-11-30
             */
            dueOn?: string | undefined;
            references: components["schemas"]["InvoiceReference"][];
            endToEndIds: string[];
            customer: components["schemas"]["InvoiceCustomer"];
            discount?: components["schemas"]["InvoiceDiscount"] | undefined;
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            updatedAt: string;
        };
        InvoiceReference: {
            /** @enum {string} */
            kind: "iso-11649" | "belgium-ogm" | "norway-kid" | "finland" | "sweden-ocr" | "switzerland-qrr" | "netherlands" | "other";
            value: string;
        };
        InvoiceCustomer: {
            /** @description Your own id of the customer or supplier. */
            id: string;
            name?: string | undefined;
            aliases?: string[] | undefined;
            ibans?: string[] | undefined;
        };
        InvoiceDiscount: {
            amount?: string | undefined;
            percent?: string | undefined;
            /**
             * Format: date
             * @example 2026-11-30
             */
            until: string;
        };
        NewInvoice: {
            /** @example 2026-17 */
            number: string;
            /** @enum {string} */
            direction: "receivable" | "payable";
            /** @enum {string} */
            kind?: "invoice" | "credit-note" | undefined;
            total: {
                amount: string;
                currency: string;
            };
            /**
             * Format: date
             * @example 2026-11-30
             */
            issuedOn: string;
            /**
             * Format: date
             * @example 2026-11-30
             */
            dueOn?: string | undefined;
            references?: components["schemas"]["InvoiceReference"][] | undefined;
            endToEndIds?: string[] | undefined;
            customer: components["schemas"]["InvoiceCustomer"];
            discount?: components["schemas"]["InvoiceDiscount"] | undefined;
        };
        InvoiceImport: {
            invoices?: components["schemas"]["NewInvoice"][] | undefined;
            csv?: string | undefined;
        };
        Match: {
            /**
             * @description s9 for a suggestion.
             * @example m7
             */
            id: string;
            /**
             * @description matched: by a rule. confirmed: by a person, and never touched by a rule.
             * @enum {string}
             */
            status: "suggested" | "matched" | "confirmed" | "undone";
            /**
             * @description return: the suggestion is that the money of a match went back.
             * @enum {string}
             */
            kind: "match" | "return";
            /** @example a7-42 */
            transactionId: string;
            invoices: {
                invoiceId: string;
                amount: components["schemas"]["Money"];
                difference?: {
                    /** @enum {string} */
                    kind: "fee" | "discount";
                    amount: string;
                };
            }[];
            transactionAmount?: components["schemas"]["Money"] & unknown | undefined;
            /** @enum {string} */
            class: "A" | "B" | "C" | "D" | "E" | "F" | "G" | "person";
            /** @description What the class rests on, in a few words. */
            basis: string;
            weak: boolean;
            decidedBy?: string | undefined;
            reasons: components["schemas"]["MatchReason"][];
            /** @description Other suggestions for the same transaction. */
            alternatives: string[];
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            at: string;
            undone?: {
                /**
                 * Format: date-time
                 * @example 2026-11-30T12:00:00.000Z
                 */
                at: string;
                by: string;
                reason: string;
            } | undefined;
        };
        MatchReason: {
            /** @example reference */
            kind: string;
            /** @description The reason as a sentence. */
            text: string;
            /** @description What the transaction says. */
            transaction: string;
            /** @description What the invoice says. */
            invoice: string;
            /** @description False: speaks against the match. */
            supports: boolean;
        };
        NewMatch: {
            transactionId: string;
            invoiceId: string;
            /** @description As much as there is when absent; in the invoice’s currency. */
            amount?: string | undefined;
            /**
             * @description Closes the rest of the invoice as this.
             * @enum {string}
             */
            closeAs?: "fee" | "discount" | undefined;
        };
        Reconciliation: {
            accountId?: string | undefined;
            /**
             * Format: date
             * @example 2026-11-30
             */
            dateFrom?: string | undefined;
            /** @description Rates that you vouch for, as `{ "USD/EUR": "0.92" }`: they lead to suggestions alone. */
            rates?: {
                [key: string]: string;
            } | undefined;
        };
        Event: {
            seq: number;
            /** @example evt_01J… */
            id: string;
            /** @example sync.completed */
            type: string;
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            createdAt: string;
            data: {
                [key: string]: string | number | boolean | null;
            };
        };
        Webhook: {
            id: string;
            url: string;
            /** @description Empty: all of them. */
            types: string[];
            /** @enum {string} */
            status: "active" | "paused" | "disabled";
            reason?: string | undefined;
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            createdAt: string;
            /** @description Sequence of the last event that was delivered or passed over. */
            lastEvent: number;
        };
        NewWebhook: {
            /** @example https://example.com/nostro */
            url: string;
            types?: ("connection.created" | "connection.renewed" | "connection.failed" | "connection.revoked" | "connection.removed" | "connection.expiring" | "sync.started" | "sync.progress" | "sync.completed" | "sync.failed" | "transactions.changed" | "payment.status_changed" | "challenge.changed" | "match.made" | "match.suggested" | "match.confirmed" | "match.returned" | "match.conflict" | "webhook.disabled" | "webhook.test")[] | undefined;
        };
        WebhookAnswer: {
            httpStatus?: number | undefined;
            failure?: string | undefined;
        };
        Delivery: {
            id: string;
            event: number;
            attempt: number;
            /** @enum {string} */
            status: "delivered" | "failed";
            httpStatus?: number | undefined;
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            at: string;
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            nextAt?: string | undefined;
        };
        SummaryRow: {
            /**
             * @description Absent where a transaction names nobody.
             * @example 2026-03
             */
            key?: string | undefined;
            count: number;
            income: components["schemas"]["Money"];
            spending: components["schemas"]["Money"];
        };
        Token: {
            id: string;
            name: string;
            prefix: string;
            scopes: ("read" | "sync" | "connect" | "annotate" | "invoices" | "pay:prepare" | "pay:submit" | "webhooks" | "export" | "raw:read" | "metrics" | "admin")[];
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            expiresAt: string;
            /**
             * Format: date
             * @example 2026-11-30
             */
            lastUsedDay?: string | undefined;
            dailyCeiling?: components["schemas"]["Money"] | undefined;
        };
        CreatedToken: components["schemas"]["Token"] & {
            token: string;
        };
        NewToken: {
            name: string;
            scopes: ("read" | "sync" | "connect" | "annotate" | "invoices" | "pay:prepare" | "pay:submit" | "webhooks" | "export" | "raw:read" | "metrics" | "admin")[];
            days?: number | undefined;
            /** @description What may be sent with it in a day (UTC). */
            dailyCeiling?: {
                amount: string;
                currency: string;
            } | undefined;
        };
        Session: {
            id: string;
            current: boolean;
            /** @enum {string} */
            method: "link" | "passkey" | "oidc" | "bankid" | "recovery_code";
            browser?: string | undefined;
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            lastSeenAt: string;
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            expiresAt: string;
        };
        AuditLine: {
            seq: number;
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            at: string;
            actor: string;
            via: string;
            action: string;
            target?: string | undefined;
            outcome: string;
            requestId?: string | undefined;
        };
        AuditVerdict: {
            holds: boolean;
            lines: number;
            brokenAt?: number | undefined;
            reason?: string | undefined;
        };
        User: {
            id: string;
            name: string;
            /** @enum {string} */
            role: "viewer" | "bookkeeper" | "payer" | "admin";
            /** @description What the role may do. */
            scopes: ("read" | "sync" | "connect" | "annotate" | "invoices" | "pay:prepare" | "pay:submit" | "webhooks" | "export" | "raw:read" | "metrics" | "admin")[];
            dailyCeiling?: components["schemas"]["Money"] | undefined;
            /** @description Who they are at the OpenID provider (`sub`). */
            oidcSubject?: string | undefined;
            /** @description They cannot sign in, and their tokens open nothing. */
            disabled: boolean;
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            createdAt: string;
        };
        NewUser: {
            name: string;
            /** @enum {string} */
            role: "viewer" | "bookkeeper" | "payer" | "admin";
            /** @description What they may send in a day (UTC). */
            dailyCeiling?: {
                amount: string;
                currency: string;
            } | undefined;
            /** @description Who they are at the OpenID provider (`sub`). */
            oidcSubject?: string | undefined;
        };
        UserChange: {
            /** @enum {string} */
            role?: "viewer" | "bookkeeper" | "payer" | "admin" | undefined;
            dailyCeiling?: {
                amount: string;
                currency: string;
            } | null;
            oidcSubject?: string | null | undefined;
            disabled?: boolean | undefined;
        };
        BackOfficeConsentInitiated: {
            authorization_url: string;
            state: string;
        };
        BackOfficeConsentInitiate: {
            client_id: string;
            /** Format: uri */
            redirect_uri: string;
            scope?: string | undefined;
            /** @description Ignored: the state is made here. */
            state?: string | undefined;
            /** @description DE when absent. */
            country_code?: string | undefined;
        };
        BackOfficeConsent: {
            /** @description A handle of this server, not the bank’s token. */
            access_token: string;
            /** @enum {string} */
            token_type: "Bearer";
            /** @description Seconds to the end of the consent. */
            expires_in: number;
            refresh_token: string;
            scope: string;
        };
        BackOfficeConsentCallback: {
            client_id: string;
            authorization_code: string;
            /** Format: uri */
            redirect_uri: string;
            /** @description Without it the code is taken only while exactly one consent of this client and redirect URI is pending. */
            state?: string | undefined;
        };
        BackOfficeAccountsSynced: {
            /** @enum {boolean} */
            success: true;
            accounts_synced: number;
            accounts: {
                account: components["schemas"]["BackOfficeAccount"];
                created: boolean;
            }[];
        };
        BackOfficeAccount: {
            id: string;
            psd2_account_id?: string | undefined;
            iban: string | null;
            account_name: string;
            bank_name: string;
            currency: string | null;
        };
        BackOfficeAccountsSync: {
            client_id: string;
            access_token: string;
        };
        BackOfficeTransactionsSynced: {
            /** @enum {boolean} */
            success: true;
            imported: number;
            skipped: number;
            auto_reconciled: number;
            total_fetched: number;
            reconciliation_error?: string | undefined;
        };
        BackOfficeTransactionsSync: {
            client_id: string;
            access_token: string;
            /** @description `account.id` of accounts/sync. */
            account_id: string;
            /** @description The bank’s id of the account, or its IBAN. */
            psd2_account_id: string;
            /** Format: date */
            date_from?: string | undefined;
            /** Format: date */
            date_to?: string | undefined;
            /**
             * @description With false what is known is read again and updated; it is still counted as skipped, and never doubled.
             * @default true
             */
            skip_duplicates: boolean;
            /** @default true */
            auto_reconcile: boolean;
        };
        BackOfficeBankAccount: {
            id: string;
            iban: string | null;
            account_name: string;
            currency: string | null;
            balance: string | null;
        };
        BackOfficeBankTransaction: {
            id: string;
            account_id: string;
            /**
             * Format: date
             * @example 2026-11-30
             */
            transaction_date: string;
            /**
             * Format: date
             * @example 2026-11-30
             */
            value_date: string | null;
            /** @description With its sign: negative is debit. */
            amount: string;
            currency: string;
            counterparty_name: string | null;
            counterparty_iban: string | null;
            purpose: string | null;
            reference: string | null;
            /** @enum {string} */
            reconciliation_status: "unmatched" | "matched" | "confirmed" | "ignored";
        };
        BackOfficeReconcile: {
            /** @description payment_id of a suggestion: it is confirmed. */
            payment_id?: string | null | undefined;
            /** @description An invoice to a customer. */
            invoice_id?: string | null | undefined;
            /** @description An invoice that is to be paid. */
            expense_id?: string | null | undefined;
            reconciliation_note?: string | null | undefined;
        };
        BackOfficeSuggestion: {
            invoice_id: string;
            invoice_number: string;
            invoice_total: string;
            invoice_status: string;
            /** @description For payment_id of reconcile. */
            payment_id: string;
            payment_amount: string;
            /** @description A is the strongest. There is no made-up percentage. */
            evidence_class: string;
            /** @description Always false: what rules may decide is matched already. */
            auto_match: boolean;
            reasons: string[];
        };
        Status: {
            version: string;
            connections: number;
            accounts: number;
            runningSyncs: number;
            lastEvent: number;
            backOffice: boolean;
        };
        SessionState: {
            signedIn: boolean;
            id?: string | undefined;
            name?: string | undefined;
            /**
             * @description Absent for the owner, who may do everything.
             * @enum {string}
             */
            role?: "viewer" | "bookkeeper" | "payer" | "admin" | undefined;
            /** @description What the signed-in person may do. */
            scopes?: ("read" | "sync" | "connect" | "annotate" | "invoices" | "pay:prepare" | "pay:submit" | "webhooks" | "export" | "raw:read" | "metrics" | "admin")[] | undefined;
            /** @description The person proved in the last five minutes that it is them. */
            verified: boolean;
            methods: {
                /** @description A passkey is registered. */
                passkey: boolean;
                passkeyPossible: boolean;
                /** @description Somebody has a recovery code left. */
                recoveryCode: boolean;
                /** @description The owner’s BankID is known, and BankID is configured. */
                bankid: boolean;
                bankidPossible: boolean;
                /** @description Name of the OpenID provider. */
                oidc?: string | undefined;
            };
            demo: boolean;
            version: string;
            /** @description Where passkeys work, for a page that was opened by an IP address. */
            localhostUrl?: string | undefined;
        };
        SignedIn: {
            /** @enum {boolean} */
            signedIn: true;
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            expiresAt: string;
        };
        Passkey: {
            id: string;
            name: string;
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-11-30T12:00:00.000Z
             */
            lastUsedAt?: string | undefined;
        };
        RecoveryCodes: {
            /** @description Codes that were not used yet. */
            left: number;
            /**
             * Format: date-time
             * @description Absent when there never were any.
             * @example 2026-11-30T12:00:00.000Z
             */
            createdAt?: string | undefined;
        };
        CreatedRecoveryCodes: components["schemas"]["RecoveryCodes"] & {
            /**
             * @example [
             *       "7Q2MZ-0K4VD-XW9AR-3TB8H-N5CEG"
             *     ]
             */
            codes: string[];
        };
        BankIdOrder: {
            challenge: components["schemas"]["Challenge"];
            signedIn: boolean;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listProviders: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The providers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Provider"][];
                    };
                };
            };
        };
    };
    getProvider: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The provider */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Provider"];
                };
            };
        };
    };
    listInstitutions: {
        parameters: {
            query?: {
                country?: string | undefined;
                search?: string | undefined;
                customerType?: "personal" | "business" | undefined;
            } | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The institutions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Institution"][];
                    };
                };
            };
        };
    };
    listConnections: {
        parameters: {
            query?: {
                provider?: string | undefined;
                owner?: string | undefined;
            } | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The connections */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Connection"][];
                    };
                };
            };
        };
    };
    startConnection: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectRequest"];
            };
        };
        responses: {
            /** @description The challenge; with the connection where nobody has to act */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        challenge: components["schemas"]["Challenge"];
                        connection?: components["schemas"]["Connection"] | undefined;
                    };
                };
            };
        };
    };
    getConnection: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The connection */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
        };
    };
    removeConnection: {
        parameters: {
            query?: {
                data?: "keep" | "erase" | undefined;
            } | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description What was done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        removed: true;
                        revokedAtBank: boolean;
                        problem?: string | undefined;
                        erasedTransactions?: number | undefined;
                    };
                };
            };
        };
    };
    renewConnection: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": {
                    returnUrl?: string | undefined;
                };
            };
        };
        responses: {
            /** @description The challenge */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        challenge: components["schemas"]["Challenge"];
                        connection?: components["schemas"]["Connection"] | undefined;
                    };
                };
            };
        };
    };
    revokeConnection: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The connection as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
        };
    };
    getChallenge: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The challenge */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Challenge"];
                };
            };
        };
    };
    cancelChallenge: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The challenge as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Challenge"];
                };
            };
        };
    };
    answerChallenge: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The whole address on which the browser landed. */
                    redirectUrl?: string | undefined;
                    input?: {
                        [key: string]: string;
                    };
                };
            };
        };
        responses: {
            /** @description The challenge as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Challenge"];
                };
            };
        };
    };
    listAccounts: {
        parameters: {
            query?: {
                connectionId?: string | undefined;
            } | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The accounts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Account"][];
                    };
                };
            };
        };
    };
    getAccount: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
        };
    };
    listBalances: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The balances */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Balance"][];
                    };
                };
            };
        };
    };
    listBalanceHistory: {
        parameters: {
            query?: {
                dateFrom?: string | undefined;
                dateTo?: string | undefined;
                accountId?: string | undefined;
                connectionId?: string | undefined;
            } | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The series */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["BalanceSeries"][];
                    };
                };
            };
        };
    };
    listTransactions: {
        parameters: {
            query?: {
                accountId?: string | undefined;
                connectionId?: string | undefined;
                bookingStatus?: "booked" | "pending" | "unknown" | "expired" | "removed" | undefined;
                dateFrom?: string | undefined;
                dateTo?: string | undefined;
                amountMin?: string | undefined;
                amountMax?: string | undefined;
                counterparty?: string | undefined;
                /** @description Part of text, reference or counterparty’s name. */
                q?: string | undefined;
                category?: string | undefined;
                tag?: string | undefined;
                includeHidden?: "true" | "false" | undefined;
                /** @description 100 by default. */
                limit?: number | undefined;
                cursor?: string | undefined;
            } | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Transaction"][];
                        /** @description Give it as `cursor` to go on. Absent on the last page. */
                        nextCursor?: string | undefined;
                    };
                };
            };
        };
    };
    listChanges: {
        parameters: {
            query?: {
                cursor?: string | undefined;
                /** @description 100 by default. */
                limit?: number | undefined;
            } | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The changes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        added: components["schemas"]["Transaction"][];
                        modified: components["schemas"]["Transaction"][];
                        removed: {
                            id: string;
                            accountId: string;
                        }[];
                        nextCursor: string;
                        hasMore: boolean;
                    };
                };
            };
        };
    };
    getTransaction: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The transaction */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transaction"];
                };
            };
        };
    };
    annotateTransaction: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnnotationPatch"];
            };
        };
        responses: {
            /** @description The transaction as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transaction"];
                };
            };
        };
    };
    explainTransaction: {
        parameters: {
            query?: {
                include?: "raw" | undefined;
            } | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The explanation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explanation"];
                };
            };
        };
    };
    listSyncs: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The syncs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Sync"][];
                    };
                };
            };
        };
    };
    startSync: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": {
                    connectionIds?: string[] | undefined;
                    /**
                     * Format: date
                     * @example 2026-11-30
                     */
                    dateFrom?: string | undefined;
                    /** @description Read the whole granted depth again. */
                    full?: boolean | undefined;
                    /** @description Ask the banks, write nothing. */
                    dryRun?: boolean | undefined;
                };
            };
        };
        responses: {
            /** @description It runs */
            202: {
                headers: {
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sync"];
                };
            };
        };
    };
    getSync: {
        parameters: {
            query?: {
                wait?: "true" | undefined;
            } | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The sync */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sync"];
                };
            };
        };
    };
    cancelSync: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The sync as it ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sync"];
                };
            };
        };
    };
    listPayments: {
        parameters: {
            query?: {
                /** @description 100 by default. */
                limit?: number | undefined;
            } | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The payments */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Payment"][];
                    };
                };
            };
        };
    };
    createPayment: {
        parameters: {
            query?: never | undefined;
            header?: {
                "idempotency-key"?: string | undefined;
            } | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPayment"];
            };
        };
        responses: {
            /** @description The draft; Idempotency-Replayed says that it was there already */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    getPayment: {
        parameters: {
            query?: {
                refresh?: "true" | "false" | undefined;
            } | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The payment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    submitPayment: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The bank has it; the challenge is what the customer has to do */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            /** @description The answer was lost */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    checkPayeeOfPayment: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The draft with its payeeCheck */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    checkPayee: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPayeeCheck"];
            };
        };
        responses: {
            /** @description What the bank says */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayeeCheck"];
                };
            };
        };
    };
    approvePayment: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description What the person has to do */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Challenge"];
                };
            };
        };
    };
    cancelPayment: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The payment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    listInvoices: {
        parameters: {
            query?: {
                state?: "open" | "paid" | "done" | undefined;
                direction?: "receivable" | "payable" | undefined;
                customerId?: string | undefined;
                number?: string | undefined;
                /** @description 100 by default. */
                limit?: number | undefined;
                cursor?: string | undefined;
            } | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Invoice"][];
                        /** @description Give it as `cursor` to go on. Absent on the last page. */
                        nextCursor?: string | undefined;
                    };
                };
            };
        };
    };
    createInvoice: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewInvoice"];
            };
        };
        responses: {
            /** @description It was known */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invoice"];
                };
            };
            /** @description It is new */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invoice"];
                };
            };
        };
    };
    importInvoices: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvoiceImport"];
            };
        };
        responses: {
            /** @description What was kept, and what the rules made of it at once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        added: number;
                        updated: number;
                        unchanged: number;
                        matched: number;
                        suggested: number;
                        ids: string[];
                    };
                };
            };
        };
    };
    getInvoice: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The invoice */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invoice"];
                };
            };
        };
    };
    removeInvoice: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        removed: true;
                    };
                };
            };
        };
    };
    closeInvoice: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": {
                    done: boolean;
                };
            };
        };
        responses: {
            /** @description The invoice as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invoice"];
                };
            };
        };
    };
    listMatches: {
        parameters: {
            query?: {
                status?: "standing" | "suggested" | "matched" | "confirmed" | "undone" | undefined;
                invoiceId?: string | undefined;
                transactionId?: string | undefined;
                /** @description 100 by default. */
                limit?: number | undefined;
                cursor?: string | undefined;
            } | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Match"][];
                        /** @description Give it as `cursor` to go on. Absent on the last page. */
                        nextCursor?: string | undefined;
                    };
                };
            };
        };
    };
    createMatch: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMatch"];
            };
        };
        responses: {
            /** @description The match */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Match"];
                };
            };
        };
    };
    confirmMatch: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The matches */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Match"][];
                    };
                };
            };
        };
    };
    rejectMatch: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description It is refused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        rejected: true;
                    };
                };
            };
        };
    };
    undoMatch: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The match as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Match"];
                };
            };
        };
    };
    reconcile: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reconciliation"];
            };
        };
        responses: {
            /** @description What the rules did. Conflicts are matches of persons that do not fit their transaction any more */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        matched: number;
                        suggested: number;
                        returned: number;
                        conflicts: {
                            matchId: string;
                            transactionId: string;
                        }[];
                    };
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                after?: number | undefined;
                /** @description 100 by default. */
                limit?: number | undefined;
            } | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Event"][];
                        last: number;
                    };
                };
            };
        };
    };
    streamEvents: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The stream */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The webhooks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Webhook"][];
                    };
                };
            };
        };
    };
    createWebhook: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWebhook"];
            };
        };
        responses: {
            /** @description The webhook with its secret */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"] & {
                        /** @description whsec_…, shown this once. Deliveries are signed with it (Standard Webhooks). */
                        secret: string;
                    };
                };
            };
        };
    };
    removeWebhook: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        removed: true;
                    };
                };
            };
        };
    };
    changeWebhook: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example https://example.com/nostro */
                    url?: string | undefined;
                    types?: ("connection.created" | "connection.renewed" | "connection.failed" | "connection.revoked" | "connection.removed" | "connection.expiring" | "sync.started" | "sync.progress" | "sync.completed" | "sync.failed" | "transactions.changed" | "payment.status_changed" | "challenge.changed" | "match.made" | "match.suggested" | "match.confirmed" | "match.returned" | "match.conflict" | "webhook.disabled" | "webhook.test")[] | undefined;
                    /** @enum {string} */
                    status?: "active" | "paused" | undefined;
                };
            };
        };
        responses: {
            /** @description The webhook as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The new secret, shown this once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        secret: string;
                    };
                };
            };
        };
    };
    testWebhook: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description What the host answered */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookAnswer"];
                };
            };
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /** @description 100 by default. */
                limit?: number | undefined;
            } | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The tries */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Delivery"][];
                    };
                };
            };
        };
    };
    redeliver: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
                event: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description What the host answered */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookAnswer"];
                };
            };
        };
    };
    getSummary: {
        parameters: {
            query?: {
                groupBy?: "month" | "counterparty" | undefined;
                accountId?: string | undefined;
                from?: string | undefined;
                to?: string | undefined;
                currency?: string | undefined;
            } | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description Sums of booked transactions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SummaryRow"][];
                    };
                };
            };
        };
    };
    exportTransactions: {
        parameters: {
            query?: {
                accountId?: string | undefined;
                connectionId?: string | undefined;
                dateFrom?: string | undefined;
                dateTo?: string | undefined;
            } | undefined;
            header?: never | undefined;
            path: {
                format: "csv" | "ndjson";
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The file, streamed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
        };
    };
    listTokens: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The tokens */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Token"][];
                    };
                };
            };
        };
    };
    createToken: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            /** @description The token */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedToken"];
                };
            };
        };
    };
    revokeToken: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description It is over */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        ended: true;
                    };
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The sessions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Session"][];
                    };
                };
            };
        };
    };
    endSession: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description It is over */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        ended: true;
                    };
                };
            };
        };
    };
    endOtherSessions: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description How many */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ended: number;
                    };
                };
            };
        };
    };
    createLoginLink: {
        parameters: {
            query?: {
                /** @description For a person of the team; for the owner when absent. */
                userId?: string | undefined;
            } | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The code */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code: string;
                        path: string;
                    };
                };
            };
        };
    };
    listAudit: {
        parameters: {
            query?: {
                after?: number | undefined;
                /** @description 100 by default. */
                limit?: number | undefined;
            } | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The lines */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AuditLine"][];
                    };
                };
            };
        };
    };
    verifyAudit: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The verdict */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditVerdict"];
                };
            };
        };
    };
    listUsers: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The users */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["User"][];
                    };
                };
            };
        };
    };
    createUser: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUser"];
            };
        };
        responses: {
            /** @description The user */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    removeUser: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description They are removed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        removed: true;
                    };
                };
            };
        };
    };
    changeUser: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserChange"];
            };
        };
        responses: {
            /** @description The user */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    resetUser: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The code */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code: string;
                        path: string;
                    };
                };
            };
        };
    };
    backOfficeInitiateConsent: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BackOfficeConsentInitiate"];
            };
        };
        responses: {
            /** @description Send the customer’s browser to authorization_url */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackOfficeConsentInitiated"];
                };
            };
        };
    };
    backOfficeFinishConsent: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BackOfficeConsentCallback"];
            };
        };
        responses: {
            /** @description The consent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackOfficeConsent"];
                };
            };
        };
    };
    backOfficeSyncAccounts: {
        parameters: {
            query?: {
                create_missing?: "0" | "1" | "true" | "false" | "True" | "False" | undefined;
            } | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BackOfficeAccountsSync"];
            };
        };
        responses: {
            /** @description The accounts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackOfficeAccountsSynced"];
                };
            };
        };
    };
    backOfficeSyncTransactions: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BackOfficeTransactionsSync"];
            };
        };
        responses: {
            /** @description What was read */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackOfficeTransactionsSynced"];
                };
            };
        };
    };
    backOfficeListAccounts: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description All */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["BackOfficeBankAccount"][];
                        total: number;
                    };
                };
            };
        };
    };
    backOfficeGetAccount: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackOfficeBankAccount"];
                };
            };
        };
    };
    backOfficeListTransactions: {
        parameters: {
            query?: {
                date_from?: string | undefined;
                date_to?: string | undefined;
                skip?: number | undefined;
                /** @description 100 by default. */
                limit?: number | undefined;
            } | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["BackOfficeBankTransaction"][];
                        total: number;
                    };
                };
            };
        };
    };
    backOfficeListAccountTransactions: {
        parameters: {
            query?: {
                date_from?: string | undefined;
                date_to?: string | undefined;
                skip?: number | undefined;
                /** @description 100 by default. */
                limit?: number | undefined;
            } | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["BackOfficeBankTransaction"][];
                        total: number;
                    };
                };
            };
        };
    };
    backOfficeReconcile: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BackOfficeReconcile"];
            };
        };
        responses: {
            /** @description The transaction as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackOfficeBankTransaction"];
                };
            };
        };
    };
    backOfficeUnreconcile: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The transaction as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackOfficeBankTransaction"];
                };
            };
        };
    };
    backOfficeSuggestions: {
        parameters: {
            query?: {
                /** @description 5 by default. */
                limit?: number | undefined;
            } | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The suggestions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        transaction_id: string;
                        transaction_amount: string;
                        transaction_purpose: string | null;
                        suggestions: components["schemas"]["BackOfficeSuggestion"][];
                    };
                };
            };
        };
    };
    backOfficeAutoReconcileAll: {
        parameters: {
            query?: {
                account_id?: string | undefined;
            } | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description What became of each: matched + failed = total */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        total: number;
                        matched: number;
                        failed: number;
                        details: {
                            transaction_id: string;
                            amount: string;
                            /** @enum {string} */
                            status: "matched" | "failed";
                            reason?: string | undefined;
                        }[];
                    };
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description It lives */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ok";
                    };
                };
            };
        };
    };
    getReady: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description It can */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ready";
                    };
                };
            };
        };
    };
    getStatus: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The status */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The state */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionState"];
                };
            };
        };
    };
    logIn: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                };
            };
        };
        responses: {
            /** @description Signed in; the cookie is set */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
        };
    };
    logOut: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description Signed out */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        ended: true;
                    };
                };
            };
        };
    };
    listPasskeys: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The passkeys */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Passkey"][];
                    };
                };
            };
        };
    };
    createPasskey: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @description JSON of WebAuthn, level 3. */
                    response: {
                        [key: string]: unknown;
                    };
                };
            };
        };
        responses: {
            /** @description It is kept */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Passkey"];
                };
            };
        };
    };
    startPasskeyRegistration: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description For navigator.credentials */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description JSON of WebAuthn, level 3. */
                        options: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
    };
    removePasskey: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path: {
                id: string;
            };
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description It is forgotten */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        ended: true;
                    };
                };
            };
        };
    };
    startPasskeyLogin: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description For navigator.credentials */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description JSON of WebAuthn, level 3. */
                        options: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
    };
    logInWithPasskey: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description JSON of WebAuthn, level 3. */
                    response: {
                        [key: string]: unknown;
                    };
                };
            };
        };
        responses: {
            /** @description Signed in; the cookie is set */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
        };
    };
    startVerification: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description For navigator.credentials */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description JSON of WebAuthn, level 3. */
                        options: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
    };
    verifySession: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description JSON of WebAuthn, level 3. */
                    response: {
                        [key: string]: unknown;
                    };
                };
            };
        };
        responses: {
            /** @description It is the owner */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        verified: true;
                    };
                };
            };
        };
    };
    getRecoveryCodes: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description Their number */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
        };
    };
    createRecoveryCodes: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The codes */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedRecoveryCodes"];
                };
            };
        };
    };
    logInWithRecoveryCode: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                };
            };
        };
        responses: {
            /** @description Signed in; the cookie is set */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
        };
    };
    startBankId: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    purpose: "login" | "link" | "verification";
                };
            };
        };
        responses: {
            /** @description What the person does now */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BankIdOrder"];
                };
            };
        };
    };
    unlinkBankId: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description It is forgotten */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        ended: true;
                    };
                };
            };
        };
    };
    answerBankId: {
        parameters: {
            query?: never | undefined;
            header?: never | undefined;
            path?: never | undefined;
            cookie?: never | undefined;
        };
        requestBody?: never | undefined;
        responses: {
            /** @description The order as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BankIdOrder"];
                };
            };
        };
    };
}
