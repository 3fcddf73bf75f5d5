// Written by `npm run schema` from docs/openapi.json. Never changed by hand.
export interface paths {
    "/api/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Agents by work number. */
        get: operations["list_agents"];
        put?: never;
        /** Adds a colleague; the first password and the authenticator's address are shown this once. */
        post: operations["hire_agent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One agent. */
        get: operations["show_agent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes an agent. */
        patch: operations["change_agent"];
        trace?: never;
    };
    "/api/agents/{id}/enrolment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A new password and a new second factor, shown this once. */
        post: operations["enrol_agent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{id}/phone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives a colleague's desk phone an account; one they had before is worth nothing from now on. */
        post: operations["give_phone"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{id}/presence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes somebody else's presence. */
        put: operations["force_presence"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{id}/skills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Replaces an agent's skills. */
        put: operations["put_agent_skills"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/attachments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file, as a download. */
        get: operations["get_attachment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The audit log, newest first. */
        get: operations["list_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Checks the whole chain, also against the anchors kept outside the database. */
        post: operations["verify_audit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The live board of today. */
        get: operations["show_board"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Calls a customer: the colleague's own phone rings first, then the customer's, through a trunk by the dial plan. */
        post: operations["call_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/canned-replies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Canned replies. */
        get: operations["list_canned_replies"];
        put?: never;
        /** Adds a canned reply. */
        post: operations["add_canned_reply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/canned-replies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes a canned reply, from the version it was read in. */
        put: operations["change_canned_reply"];
        post?: never;
        /** Takes a canned reply out. */
        delete: operations["delete_canned_reply"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Cases the actor may see, newest first. */
        get: operations["list_cases"];
        put?: never;
        /** Record a case; with an `Idempotency-Key`, once however often it is sent. */
        post: operations["open_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One case with everything about it. */
        get: operations["get_case"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{id}/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tell the customer and close. */
        post: operations["give_case_feedback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{id}/hand-over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand a part over to another department. */
        post: operations["hand_over_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Write a note. */
        post: operations["note_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Open a closed case again. */
        post: operations["reopen_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{id}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give one more department a part. */
        post: operations["add_case_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{id}/tasks/{task}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a part. */
        post: operations["accept_case_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{id}/tasks/{task}/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Finish a part. */
        post: operations["finish_case_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cases/{id}/tasks/{task}/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a part back, with the reason. */
        post: operations["return_case_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Shows the second factor again, for privileged actions. */
        post: operations["confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/find": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Find the one customer who fits at least two factors. */
        post: operations["find_customer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A customer's page, masked. */
        get: operations["get_customer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/{id}/consents/{purpose}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Record a consent or its withdrawal. */
        put: operations["put_customer_consent"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/{id}/match": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whether typed digits are the stored ones. */
        post: operations["match_customer_field"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/{id}/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** One full value, with a reason. */
        post: operations["reveal_customer_field"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Dead letters, newest first. */
        get: operations["list_dead_letters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dead-letters/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts a dead letter back in line. */
        post: operations["replay_dead_letter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/departments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every department of the bank, those that are put away among them. */
        get: operations["list_departments"];
        put?: never;
        /** Add a department. */
        post: operations["add_department"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/departments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Rename a department, give it other hours, put it away or take it back. */
        put: operations["change_department"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dispositions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every disposition. */
        get: operations["list_dispositions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/flows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every flow, without its text. */
        get: operations["list_flows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/flows/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One flow with its text. */
        get: operations["read_flow"];
        /** Publishes a text. */
        put: operations["publish_flow"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/flows/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Checks a text without storing it. */
        post: operations["check_flow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/flows/{id}/simulate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Plays a script against a text without storing it. */
        post: operations["simulate_flow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/flows/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The versions of a flow, newest first. */
        get: operations["flow_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of the inbox, newest change first. */
        get: operations["list_interactions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interactions/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How long the inbox's lists are. */
        get: operations["count_interactions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interactions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One interaction. */
        get: operations["get_interaction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interactions/{id}/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a file in, to be sent with a message. */
        post: operations["upload_attachment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interactions/{id}/call": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a call stands. */
        get: operations["get_call"];
        put?: never;
        /** Does something with a call. */
        post: operations["step_call"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interactions/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends a conversation. */
        post: operations["end_interaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interactions/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A part of the thread. */
        get: operations["list_interaction_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interactions/{id}/identify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says which customer it is. */
        post: operations["identify_interaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interactions/{id}/ladder": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The signalling of a call's legs that are over, message by message, and how their sound was. */
        get: operations["get_ladder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interactions/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Writes to the customer; stored when it answers. */
        post: operations["post_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interactions/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Writes a note colleagues see. */
        post: operations["post_note"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interactions/{id}/offers/{offer}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes an offer. */
        post: operations["accept_offer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interactions/{id}/offers/{offer}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Declines an offer. */
        post: operations["reject_offer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interactions/{id}/recordings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The recordings of an interaction. */
        get: operations["list_recordings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interactions/{id}/routing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why this agent, why not that one, why still waiting. */
        get: operations["explain_interaction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interactions/{id}/suggestions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Help for whoever serves the interaction. */
        get: operations["suggest_for_interaction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interactions/{id}/take": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A supervisor takes an interaction over. */
        post: operations["take_interaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interactions/{id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Passes an interaction on. */
        post: operations["transfer_interaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interactions/{id}/wrap-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Writes the wrap-up. */
        post: operations["wrap_up_interaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/journeys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A journey across channels. */
        get: operations["get_journey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge/articles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Articles by their last change, drafts included. */
        get: operations["list_articles"];
        put?: never;
        /** Stores a new draft. */
        post: operations["create_article"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge/articles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One article. */
        get: operations["read_article"];
        /** Stores a new version as a draft. */
        put: operations["update_article"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge/articles/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approves what somebody else wrote. */
        post: operations["approve_article"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge/articles/{id}/retire": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes an article out of service. */
        post: operations["retire_article"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge/articles/{id}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives a draft to be checked. */
        post: operations["submit_article"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge/articles/{id}/votes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stores whether an article helped. */
        post: operations["vote_article"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge/menu": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The menu of three clicks. */
        get: operations["read_menu"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The articles in force that fit a question. */
        get: operations["search_knowledge"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in. */
        get: operations["me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes one's own password; one's other sessions end. */
        put: operations["change_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/presence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes one's own presence. */
        put: operations["set_my_presence"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/oidc/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The way back: a session and the start page, or the sign-in page with the code of what went wrong. */
        get: operations["oidc_callback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/oidc/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sends the browser to the bank's identity provider. */
        get: operations["oidc_start"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/presence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everybody who is not offline. */
        get: operations["list_presence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/presence/reasons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why somebody takes no work (示忙原因). */
        get: operations["list_presence_reasons"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every queue. */
        get: operations["list_queues"];
        put?: never;
        /** Adds a queue. */
        post: operations["add_queue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/queues/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes a queue. */
        put: operations["change_queue"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/queues/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The versions of a queue, newest first. */
        get: operations["queue_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recordings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The sound of a recording: two channels, the customer left, the bank right. */
        get: operations["hear_recording"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/intervals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Figures by interval and key, exact up to the instant of the request. */
        get: operations["interval_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All opening hours. */
        get: operations["list_schedules"];
        put?: never;
        /** Adds opening hours. */
        post: operations["add_schedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/schedules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes opening hours. */
        put: operations["change_schedule"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/schedules/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The versions of opening hours, newest first. */
        get: operations["schedule_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own sessions, newest first. */
        get: operations["list_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends one of one's own sessions. */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this install is set to. */
        get: operations["get_settings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The first step: work number and password. */
        post: operations["first_step"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sign-in/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is offered before anybody is signed in. */
        get: operations["sign_in_options"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sign-in/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The second step: the one-time code. */
        post: operations["second_step"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends the session. */
        post: operations["sign_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/skills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every skill. */
        get: operations["list_skills"];
        put?: never;
        /** Adds a skill. */
        post: operations["add_skill"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/skills/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Renames a skill. */
        put: operations["change_skill"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/surveys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Survey answers the actor may see, newest first. */
        get: operations["list_surveys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every team by name. */
        get: operations["list_teams"];
        put?: never;
        /** Adds a team. */
        post: operations["add_team"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/teams/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes a team. */
        patch: operations["change_team"];
        trace?: never;
    };
    "/api/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends the idle lock with the password. */
        post: operations["unlock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/api/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a file in, to be sent with a message. */
        post: operations["upload_chat_file"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/api/attachments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file of the visitor's own conversation. */
        get: operations["download_chat_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/api/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Opens a conversation, or resumes one. */
        post: operations["open_chat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/api/survey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stores the visitor's answer to the survey. */
        post: operations["rate_chat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chat/api/transcript": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The conversation as a page to keep. */
        post: operations["chat_transcript"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description One thing that can be done, by the name checks and audit entries use.
         * @enum {string}
         */
        Action: "interaction.read" | "interaction.reply" | "interaction.note" | "interaction.accept" | "interaction.transfer" | "interaction.end" | "interaction.identify" | "interaction.take" | "interaction.explain" | "call.control" | "call.out" | "call.supervise" | "recording.listen" | "journey.read" | "canned.read" | "canned.manage" | "customer.find" | "customer.read" | "customer.reveal" | "customer.consent" | "customer.import" | "agent.read" | "agent.manage" | "department.manage" | "presence.set" | "presence.force" | "routing.read" | "routing.manage" | "flow.read" | "flow.manage" | "knowledge.read" | "knowledge.edit" | "knowledge.approve" | "case.open" | "case.read" | "case.work" | "case.feedback" | "survey.read" | "board.read" | "report.read" | "audit.read" | "audit.verify" | "dead_letter.replay" | "settings.read" | "keys.rotate" | "session.manage";
        /** @description An agent as the API shows one. */
        Agent: {
            /** @description The name customers see. */
            alias: string;
            /**
             * Format: int32
             * @description How many chats at once.
             */
            chat_limit: number;
            /** @description Their department's code. */
            department?: string | null;
            /** @description Whether they may sign in. */
            enabled: boolean;
            /** @description Who. */
            id: string;
            /** @description The real name; only for those who manage staff. */
            name?: string | null;
            /** @description Their subject at the bank's identity provider; only for those who manage staff. */
            oidc_subject?: string | null;
            /** @description What they are. */
            roles: components["schemas"]["Role"][];
            /** @description Their site or branch. */
            site: string;
            /** @description What they can. */
            skills: components["schemas"]["AgentSkillNamed"][];
            team?: components["schemas"]["TeamRef"] | null;
            /**
             * Format: int64
             * @description Give this back with a change.
             */
            version: number;
            /** @description 工号. */
            work_number: string;
        };
        /** @description A change of an agent: what is absent stays, `null` takes away what can be taken away. */
        AgentChange: {
            /** @description The name customers see. */
            alias?: string | null;
            /**
             * Format: int32
             * @description How many chats at once.
             */
            chat_limit?: number | null;
            /** @description Their department's code. */
            department?: string | null;
            /** @description Whether they may sign in. */
            enabled?: boolean | null;
            /** @description The real name. */
            name?: string | null;
            /** @description Their subject at the bank's identity provider. */
            oidc_subject?: string | null;
            /** @description What they are. */
            roles?: components["schemas"]["Role"][] | null;
            /** @description Their site, or the branch code. */
            site?: string | null;
            /** @description Their team. */
            team?: string | null;
            /**
             * Format: int64
             * @description The version the change was made from.
             */
            version: number;
        };
        /**
         * @description Which of the free agents is asked.
         * @enum {string}
         */
        AgentChoice: "longest_idle" | "least_occupied" | "best_fit";
        /** @description An agent now and today. */
        AgentLine: {
            /**
             * Format: int64
             * @description Conversations now.
             */
            active: number;
            /**
             * Format: double
             * @description Average handling time today; unweighted and never a ranking.
             */
            aht_seconds?: number | null;
            /** @description The name customers see. */
            alias: string;
            /**
             * Format: int64
             * @description Answered today.
             */
            answered: number;
            /** @description Who. */
            id: string;
            /**
             * Format: double
             * @description 0 to 1.
             */
            occupancy?: number | null;
            /** @description 示忙原因, for `not_ready`. */
            reason?: string | null;
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
            /** @description `working` with any work in hand. */
            state: components["schemas"]["PresenceState"];
            /** @description Their team's name. */
            team?: string | null;
            /** @description 工号. */
            work_number: string;
        };
        /** @description One page of agents. */
        AgentPage: {
            /** @description The agents by work number. */
            items: components["schemas"]["Agent"][];
            /** @description Give this back as `cursor` for the next page. */
            next?: string | null;
        };
        /** @description An agent in a row. */
        AgentRef: {
            /** @description The name customers see. */
            alias: string;
            /** @description Who. */
            id: string;
            /** @description 工号. */
            work_number: string;
        };
        /** @description Whom an answer is about. */
        AgentShown: {
            /** @description The name customers see. */
            alias: string;
            /** @description Who. */
            id: string;
            /** @description 工号. */
            work_number: string;
        };
        /** @description A skill of a colleague. */
        AgentSkill: {
            /**
             * Format: int32
             * @description 1 to 10.
             */
            level: number;
            /** @description Which. */
            skill: string;
        };
        /** @description A skill of an agent by name. */
        AgentSkillNamed: {
            /**
             * Format: int32
             * @description 1 to 10.
             */
            level: number;
            /** @description Its Chinese name; empty when routing does not know it any more. */
            name: string;
            /** @description Which. */
            skill: string;
        };
        /** @description An article found for a question. */
        ArticleAnswer: {
            /** @description The answer as written to a customer. */
            answer_customer: string;
            /** @description The speakable short answer. */
            answer_short: string;
            /** @description Where it is filed. */
            axes: components["schemas"]["ArticleAxes"];
            /**
             * Format: date-time
             * @description From when it is in force.
             */
            effective_from: string;
            english?: components["schemas"]["EnglishAnswer"] | null;
            /**
             * Format: date-time
             * @description Until when, exclusive; for good without.
             */
            expires_at?: string | null;
            /** @description Which. */
            id: string;
            /** @description Intents it is linked to. */
            intents: string[];
            /**
             * Format: double
             * @description How well it fits, 0 to 1; below 0.3 it is a guess.
             */
            score: number;
            /** @description Its title. */
            title: string;
            /**
             * Format: int64
             * @description Its version.
             */
            version: number;
        };
        /** @description The three axes an article is filed under. */
        ArticleAxes: {
            /** @description Compliance topics, such as 身份核验. */
            compliance?: string[];
            /** @description Product group, such as 信用卡. */
            product: string;
            /** @description Scenario, such as 挂失补办. */
            scenario: string;
        };
        /** @description An article as it is edited. */
        ArticleBody: {
            /** @description The answer as written to a customer, at most 1,000 characters. */
            answer_customer: string;
            /** @description The answer to be spoken: at most 60 characters, nothing that cannot be read aloud. */
            answer_short: string;
            /** @description Where it is filed. */
            axes: components["schemas"]["ArticleAxes"];
            /** @description The article itself, as HTML of the allow-list. */
            body_html: string;
            /** @description What kind of wish it answers, such as 咨询. */
            demand_type?: string;
            /**
             * Format: date-time
             * @description From when it may be served.
             */
            effective_from: string;
            english?: components["schemas"]["EnglishAnswer"] | null;
            /**
             * Format: date-time
             * @description Until when, exclusive; for good without.
             */
            expires_at?: string | null;
            /** @description Key phrases. */
            keywords?: string[];
            /** @description Stages of a customer's life with the bank. */
            lifecycle?: string[];
            /** @description The intents it answers, by code. */
            links?: string[];
            /** @description Mistakes often made. */
            mistakes?: string[];
            /** @description The department that answers for it, such as `D03`. */
            owner_department?: string;
            /** @description How customers ask it. */
            questions?: string[];
            /** @description Why it is so (知其所以然). */
            reason?: string;
            /** @description What is said differently to some customers. */
            segment_variants?: components["schemas"]["SegmentVariant"][];
            /** @description The rule it rests on. */
            source?: string;
            /** @description Title, 1 to 80 characters. */
            title: string;
        };
        /** @description An article in a line. */
        ArticleHit: {
            /** @description The answer to be spoken. */
            answer_short: string;
            /** @description Where it is filed. */
            axes: components["schemas"]["ArticleAxes"];
            /**
             * Format: date-time
             * @description From when it is in force.
             */
            effective_from: string;
            /**
             * Format: date-time
             * @description Until when, exclusive.
             */
            expires_at?: string | null;
            /** @description Which. */
            id: string;
            /**
             * Format: double
             * @description Share of the question's terms that its title, key phrases and questions cover, 0 to 1.
             */
            score: number;
            /** @description Where that version stands. */
            state: components["schemas"]["ArticleState"];
            /** @description Its title. */
            title: string;
            /**
             * Format: int64
             * @description The version shown.
             */
            version: number;
        };
        /** @description A page of the editors' list. */
        ArticleList: {
            /** @description Articles, the last changed first. */
            items: components["schemas"]["ArticleRow"][];
            /** @description Give this back as `cursor` for the next page. */
            next?: string | null;
        };
        /** @description An article in the editors' list: its newest version, served or not. */
        ArticleRow: {
            /** @description The answer to be spoken. */
            answer_short: string;
            /**
             * Format: date-time
             * @description When it last changed.
             */
            changed_at: string;
            /** @description Which. */
            id: string;
            /** @description Whether an approved version is in service or will be. */
            served: boolean;
            /** @description Where it stands. */
            state: components["schemas"]["ArticleState"];
            /** @description Its title. */
            title: string;
            /**
             * Format: int64
             * @description The newest version.
             */
            version: number;
        };
        /**
         * @description Where an article stands.
         * @enum {string}
         */
        ArticleState: "draft" | "review" | "approved" | "published" | "expired" | "retired";
        /** @description One version in an article's history. */
        ArticleVersionRow: {
            /**
             * Format: date-time
             * @description When it was written.
             */
            at: string;
            /** @description Who wrote it, by work number. */
            by: string;
            /** @description What was changed. */
            change: string;
            /**
             * Format: date-time
             * @description When it was approved.
             */
            checked_at?: string | null;
            /** @description Who approved it, by work number. */
            checked_by?: string | null;
            /**
             * Format: int64
             * @description 1, 2, 3 …
             */
            version: number;
        };
        /** @description A whole article. */
        ArticleView: components["schemas"]["ArticleHit"] & {
            /** @description The answer as written to a customer. */
            answer_customer: string;
            /** @description The article itself, as harmless HTML. */
            body_html: string;
            /** @description What kind of wish it answers. */
            demand_type: string;
            english?: components["schemas"]["EnglishAnswer"] | null;
            /** @description Its versions, newest first, at most 50. */
            history: components["schemas"]["ArticleVersionRow"][];
            /** @description Key phrases. */
            keywords: string[];
            /** @description Stages of a customer's life with the bank. */
            lifecycle: string[];
            /** @description The intents it answers. */
            links: string[];
            /** @description Mistakes often made. */
            mistakes: string[];
            /** @description The department that answers for it. */
            owner_department: string;
            /** @description How customers ask it. */
            questions: string[];
            /** @description Why it is so. */
            reason: string;
            /** @description What is said differently to some customers. */
            segment_variants: components["schemas"]["SegmentVariant"][];
            /** @description The rule it rests on. */
            source: string;
            /**
             * Format: int64
             * @description How often it was used to answer a customer.
             */
            used: number;
            /** @description What colleagues think of it. */
            votes: components["schemas"]["Votes"];
        };
        /** @description A file beside a message. */
        AttachmentView: {
            /**
             * Format: int64
             * @description Its size.
             */
            bytes: number;
            /** @description Which. */
            id: string;
            /** @description Its type, found from its content. */
            media_type: string;
            /** @description Its file name, cleaned. */
            name: string;
            /** @description `ready` or `quarantined`. */
            state: string;
        };
        /** @description A page of records, newest first. */
        AuditPage: {
            /** @description The records. */
            items: components["schemas"]["AuditView"][];
            /** @description Give this back as `cursor` for older ones. */
            next?: string | null;
        };
        /** @description One record. */
        AuditView: {
            /** @description What was done. */
            action: components["schemas"]["AuditWord"];
            /** @description 工号, or which customer or part of the system. */
            actor: string;
            /** @description From which address. */
            address: string;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description Which fields were read or changed. */
            fields: string[];
            /** @description The chain's hash, in hexadecimal. */
            hash: string;
            /** @description To what. */
            object: string;
            /**
             * Format: int64
             * @description The record that opened the operation.
             */
            opens?: number | null;
            /** @description `opened`, `done` or `refused` with a code. */
            outcome: string;
            /** @description On what ground. */
            purpose: string;
            /** @description Roles the actor had. */
            roles: string[];
            /**
             * Format: int64
             * @description Its number, without gaps.
             */
            sequence: number;
        };
        /** @description Every word the audit log says for what was done. Screens have a text for each. */
        AuditWord: components["schemas"]["Action"] | components["schemas"]["SessionStep"];
        /**
         * @description Whether the core bank answered.
         * @enum {string}
         */
        Bank360: "answered" | "away" | "not_connected";
        /** @description The bank's names. */
        BankNames: {
            /** @description Chinese. */
            name: string;
            /** @description English. */
            name_en: string;
        };
        /** @description The board. */
        Board: {
            /** @description Every agent who was here today, by work number: no ranking. */
            agents: components["schemas"]["AgentLine"][];
            /**
             * Format: date-time
             * @description As of this instant.
             */
            at: string;
            /** @description The formulae of all rates. */
            formulae: components["schemas"]["Formulae"];
            /** @description What customers ask about, the most frequent first. */
            intents: components["schemas"]["IntentLine"][];
            /** @description Every queue in use. */
            queues: components["schemas"]["QueueLine"][];
            /** @description Where customers are, the most frequent first; those without a known city are not listed. */
            regions: components["schemas"]["RegionLine"][];
            /** @description Today by quarter-hours. */
            series: components["schemas"]["SeriesPoint"][];
            /** @description The centre at a glance. */
            tiles: components["schemas"]["Tiles"];
            /** @description `today`: since local midnight. */
            window: string;
        };
        /** @description Who did it, as an event tells it. */
        By: {
            /** @description Who, when known. */
            id?: string | null;
            /** @enum {string} */
            kind: "customer";
        } | {
            /** @description Who. */
            id: string;
            /** @enum {string} */
            kind: "agent";
            /** @description The name customers see. */
            label: string;
        } | {
            /** @enum {string} */
            kind: "assistant";
        } | {
            /** @enum {string} */
            kind: "system";
            /** @description Which part of it. */
            label: string;
        };
        /** @description Whom to call: the customer of a contact in hand, or of a case one answers for. One of the two. */
        CallOutInput: {
            /** @description The case, which is open. */
            case?: string | null;
            /** @description The contact, which has not ended. */
            interaction?: string | null;
        };
        /** @description A call that was begun. */
        CallOutReply: {
            /** @description Its interaction. */
            interaction: string;
        };
        /** @description A call. */
        CallReply: {
            /** @description Its legs, in the order they came. */
            legs: components["schemas"]["LegReply"][];
            /** @description `arriving`, `dialling`, `flow`, `waiting`, `served`, `parked`, `after_talk` or `ended`. */
            progress: string;
            /** @description Something is being recorded at this moment. */
            recording: boolean;
        };
        /** @description What is done with a call. */
        CallStep: {
            /** @enum {string} */
            do: "hold";
            /**
             * Format: int32
             * @description Which leg.
             */
            leg?: number;
        } | {
            /** @enum {string} */
            do: "resume";
            /**
             * Format: int32
             * @description Which leg.
             */
            leg?: number;
        } | {
            /** @enum {string} */
            do: "mute";
        } | {
            /** @enum {string} */
            do: "unmute";
        } | {
            /** @enum {string} */
            do: "pause_recording";
        } | {
            /** @enum {string} */
            do: "resume_recording";
        } | {
            /** @enum {string} */
            do: "notice_given";
        } | {
            /** @enum {string} */
            do: "ask_secret";
            /** @description `query_password` or `otp`. */
            kind: components["schemas"]["KeyedProof"];
        } | {
            /** @description The colleague. */
            agent?: string | null;
            /** @enum {string} */
            do: "consult";
            /** @description The number. */
            number?: string | null;
        } | {
            /** @enum {string} */
            do: "swap";
        } | {
            /** @enum {string} */
            do: "complete";
        } | {
            /** @enum {string} */
            do: "abort";
        } | {
            /** @enum {string} */
            do: "conference";
        } | {
            /** @enum {string} */
            do: "drop";
            /**
             * Format: int32
             * @description Which leg.
             */
            leg: number;
        } | {
            /** @enum {string} */
            do: "hang_up";
        } | {
            /** @enum {string} */
            do: "keep_line";
            /**
             * Format: int32
             * @description 1 to 10,080, which is seven days.
             */
            minutes: number;
        } | {
            /** @enum {string} */
            do: "park";
        } | {
            /** @enum {string} */
            do: "pick_up";
        } | {
            /** @description Whose. */
            agent: string;
            /** @enum {string} */
            do: "listen";
        } | {
            /** @description To whom. */
            agent: string;
            /** @enum {string} */
            do: "whisper";
        } | {
            /** @description Beside whom. */
            agent: string;
            /** @enum {string} */
            do: "barge";
        } | {
            /** @description Instead of whom. */
            agent: string;
            /** @enum {string} */
            do: "take_over";
        } | {
            /** @enum {string} */
            do: "end";
        };
        /** @description A canned reply to be changed. */
        CannedChange: components["schemas"]["CannedInput"] & {
            /**
             * Format: int64
             * @description The version the change was made from.
             */
            version: number;
        };
        /** @description A canned reply to be saved. */
        CannedInput: {
            /** @description `zh-CN` or `en`. */
            locale: string;
            /** @description Typed after `/`. */
            shortcut: string;
            /** @description The words. */
            text: string;
            /** @description Its title. */
            title: string;
        };
        /** @description A canned reply (常用语). */
        CannedReply: {
            /** @description Which. */
            id: string;
            /** @description `zh-CN` or `en`. */
            locale: string;
            /** @description Typed after `/`. */
            shortcut: string;
            /** @description The words. */
            text: string;
            /** @description Its title. */
            title: string;
            /**
             * Format: int64
             * @description Grows with every change.
             */
            version: number;
        };
        /** @description A case in a line. */
        CaseBrief: {
            /** @description Which. */
            id: string;
            /** @description Its number for people. */
            number: string;
            /** @description When it was opened. */
            opened_at: string;
            /** @description Where it stands. */
            state: string;
            /** @description Its title. */
            title: string;
        };
        /** @description A case with everything about it. */
        CaseDetail: components["schemas"]["CaseRow"] & {
            /** @description Files. */
            attachments: string[];
            /** @description What the customer needs. */
            need: string;
            /** @description Its notes, oldest first. */
            notes: components["schemas"]["NoteView"][];
            /** @description The message by telephone it came with, as the recording's id. */
            recording?: string | null;
            /** @description Its parts, oldest first. */
            tasks: components["schemas"]["TaskView"][];
            /** @description What happened, oldest first. */
            timeline: components["schemas"]["LogEvent"][];
            /**
             * Format: date-time
             * @description When the customer was told.
             */
            told_customer_at?: string | null;
            /**
             * Format: int64
             * @description Grows with every change.
             */
            version: number;
        };
        /**
         * @description What a case is about.
         * @enum {string}
         */
        CaseKind: "service" | "complaint" | "suggestion" | "special";
        /** @description One page of cases, newest first. */
        CaseListing: {
            /** @description The rows. */
            items: components["schemas"]["CaseRow"][];
            /** @description The next page's cursor. */
            next?: string | null;
        };
        /** @description A case in a line. */
        CaseRow: {
            /** @description Whether a promise is or was broken. */
            breached: boolean;
            customer?: components["schemas"]["CustomerShown"] | null;
            /** @description The department that has it, by code. */
            department: string;
            /**
             * Format: date-time
             * @description When the answer is promised.
             */
            due_at: string;
            /**
             * Format: date-time
             * @description When the customer is to be told.
             */
            feedback_due_at?: string | null;
            /**
             * Format: int32
             * @description How often it changed departments.
             */
            hops: number;
            /** @description Which. */
            id: string;
            /** @description Where it came from. */
            interaction?: string | null;
            /** @description The matter across channels. */
            journey?: string | null;
            /** @description What it is about. */
            kind: components["schemas"]["CaseKind"];
            /** @description Its number for people. */
            number: string;
            /**
             * Format: date-time
             * @description When it was recorded.
             */
            opened_at: string;
            /** @description Who answers for it. */
            owner: components["schemas"]["OwnerShown"];
            /**
             * Format: int32
             * @description 0 highest to 9.
             */
            priority: number;
            /** @description Where it stands now, clocks counted. */
            state: components["schemas"]["CaseState"];
            /** @description One line. */
            title: string;
        };
        /**
         * @description Where a case stands.
         * @enum {string}
         */
        CaseState: "open" | "handling" | "answered" | "feedback_due" | "closed";
        /** @description A changed article. */
        ChangedArticle: components["schemas"]["ArticleBody"] & {
            /** @description What was changed, for the history. */
            change?: string;
            /**
             * Format: int64
             * @description The version the change was made from.
             */
            version: number;
        };
        /**
         * @description The door an interaction came in by.
         * @enum {string}
         */
        Channel: "chat" | "voice" | "sms" | "wechat" | "video" | "form" | "email";
        /**
         * @description Which interactions a queue takes.
         * @enum {string}
         */
        Channels: "any" | "chat" | "voice";
        /** @description A one-time code. */
        CodeInput: {
            /** @description Six digits of an authenticator application. */
            code: string;
        };
        /** @description One way to comfort. */
        Comfort: {
            /** @description Say what happens next. */
            commit: string;
            /** @description Say back what the matter is. */
            restate: string;
            /** @description Say that it is understood. */
            understand: string;
        };
        /** @description Until when privileged actions need no new code. */
        Confirmed: {
            /**
             * Format: date-time
             * @description That instant.
             */
            confirmed_until: string;
        };
        /** @description What the customer said. */
        ConsentInput: {
            /** @description The case it was said for. */
            case?: string | null;
            /** @description Where they said it. */
            channel: string;
            /** @description The live contact it was said in. */
            interaction?: string | null;
            /** @description `granted`, `refused` or `withdrawn`. */
            state: string;
            /** @description Which wording they heard or read. */
            wording_version: string;
        };
        /** @description The newest line about one purpose. */
        ConsentView: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description Where it was said. */
            channel: string;
            /** @description For what. */
            purpose: string;
            /** @description `granted`, `refused` or `withdrawn`. */
            state: string;
            /** @description Wording version. */
            version: string;
        };
        /** @description How long the lists are. */
        Counts: {
            /**
             * Format: int64
             * @description Everything I may see that is not over.
             */
            all: number;
            /**
             * Format: int64
             * @description In my hands.
             */
            mine: number;
            /**
             * Format: int64
             * @description Waiting for a person.
             */
            waiting: number;
        };
        /** @description A customer, masked. */
        Customer360: {
            /** @description Such as `35-44`. */
            age_band: string;
            /** @description Whether the core bank answered. */
            bank: components["schemas"]["Bank360"];
            /** @description The branch that looks after them. */
            branch?: string | null;
            /** @description City. */
            city: string;
            /** @description The newest line of each consent. */
            consents: components["schemas"]["ConsentView"][];
            /** @description Contacts within 30 days. */
            contacts_30d: number;
            /** @description `female`, `male` or `unknown`. */
            gender: string;
            /** @description What happened before, newest first. */
            history: components["schemas"]["CustomerHistory"][];
            /** @description Who. */
            id: string;
            /** @description Identifiers, masked. */
            identifiers: components["schemas"]["CustomerIdentifier"][];
            /** @description What the given live contact is identified at. */
            identity_level: components["schemas"]["IdentityLevel"];
            /** @description Matters across channels, newest first. */
            journeys: components["schemas"]["CustomerJourney"][];
            /** @description Preferred language. */
            language: string;
            manager?: components["schemas"]["CustomerManager"] | null;
            /** @description Masked name. */
            name_masked: string;
            /**
             * Format: int64
             * @description How likely they would recommend the bank, 0 to 10: as they said last here, or else as the bank knows.
             */
            nps?: number | null;
            /** @description Products, masked. */
            products: components["schemas"]["CustomerProduct"][];
            /** @description What to heed. */
            risk_flags: components["schemas"]["CustomerFlag"][];
            /** @description Segments. */
            segments: string[];
            /** @description Customer since, as a date. */
            since: string;
            /** @description Whether the desk marks them. */
            vip: boolean;
        };
        /** @description Something to heed with this customer. */
        CustomerFlag: {
            /** @description Stable word. */
            code: string;
            /** @description `notice`, `caution` or `danger`. */
            level: string;
            /** @description What to do about it. */
            text: string;
        };
        /** @description Something that happened before, at the bank, in a contact or as a case. */
        CustomerHistory: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description The case, when it was one. */
            case?: string | null;
            /** @description Channel or branch. */
            channel: string;
            /** @description The contact, when it was one. */
            interaction?: string | null;
            /** @description How it ended. */
            outcome: string;
            /** @description What it was. */
            title: string;
        };
        /** @description One identifier, masked. */
        CustomerIdentifier: {
            /** @description What to name in a reveal or a match. */
            field: string;
            /** @description `mobile`, `id_number`, `email`, `address` or `card`. */
            kind: string;
            /** @description Its masked form. */
            masked: string;
        };
        /** @description Interactions about one matter. */
        CustomerJourney: {
            /** @description How many there were. */
            count: number;
            /** @description Which. */
            id: string;
            /**
             * Format: date-time
             * @description When that began.
             */
            last_at: string;
            /** @description What its last interaction was about. */
            title: string;
        };
        /** @description Who looks after the customer. */
        CustomerManager: {
            /** @description The name customers see. */
            alias: string;
            /** @description 工号. */
            work_number: string;
        };
        /** @description A customer in one masked line. */
        CustomerName: {
            /** @description Who. */
            id: string;
            /** @description Masked name. */
            name_masked: string;
        };
        /** @description One product, masked. */
        CustomerProduct: {
            /**
             * Format: int64
             * @description In fen; absent until the live contact is identified at V2.
             */
            balance_fen?: number | null;
            /** @description Limits, terms and sums; empty until the live contact is identified at V2. */
            detail: string;
            /** @description `account`, `debit_card`, `credit_card` … */
            kind: string;
            /** @description Product name. */
            name: string;
            /** @description Masked number. */
            number_masked: string;
            /** @description Status word. */
            status: string;
        };
        /** @description A customer in a row. */
        CustomerRef: {
            /** @description Who. */
            id: string;
            /** @description Masked name. */
            name_masked: string;
            /** @description Segments. */
            segments: string[];
        };
        /** @description A customer in a line. */
        CustomerShown: {
            /** @description Who. */
            id: string;
            /** @description Masked name. */
            name_masked: string;
        };
        /** @description A job that failed too often. */
        DeadLetterView: {
            /**
             * Format: int64
             * @description How often it was tried.
             */
            attempts: number;
            /**
             * Format: date-time
             * @description When it was stored.
             */
            created_at: string;
            /** @description Which. */
            id: string;
            /** @description Its kind. */
            kind: string;
            /** @description The last failure. */
            last_error: string;
            /** @description What it was to work on: ids, never personal data. */
            payload: string;
        };
        /** @description The dead letters. */
        DeadLetters: {
            /** @description Newest first, at most 200. */
            items: components["schemas"]["DeadLetterView"][];
        };
        /** @description A department. */
        Department: {
            /** @description A word for it, such as `operations`. */
            code: string;
            /** @description Its code, such as `D02`. */
            id: string;
            /** @description Its name. */
            name: string;
            /** @description The schedule it works by, by its name; around the clock without. */
            schedule?: string | null;
            /** @description Put away: it takes no part any more, and closed cases still name it. */
            archived: boolean;
            /**
             * Format: int64
             * @description Grows with every change; 0 in the bank's data.
             */
            version: number;
        };
        /** @description A department as it is to be. */
        DepartmentInput: {
            /** @description Whether it is put away. */
            archived: boolean;
            /** @description What it is called; no two have one name. */
            name: string;
            /** @description The schedule it works by, by its name; around the clock without. */
            schedule?: string | null;
            /**
             * Format: int64
             * @description The version this was read at.
             */
            version: number;
        };
        /** @description The departments. */
        DepartmentListing: {
            /** @description In the bank's order. */
            items: components["schemas"]["Department"][];
        };
        /**
         * @description By what a report has its rows.
         * @enum {string}
         */
        Dimension: "none" | "queue" | "channel" | "skill" | "agent" | "region";
        /** @description A disposition (服务小结). */
        Disposition: {
            /** @description Its code. */
            code: string;
            /** @description The group it is listed under. */
            group: string;
            /** @description English name. */
            name_en: string;
            /** @description Chinese name. */
            name_zh: string;
        };
        /** @description The end of a conversation. */
        EndInput: {
            /** @description Why; `resolved` when nothing is said. */
            reason?: string;
        };
        /** @description An article's words for customers who write English. */
        EnglishAnswer: {
            /** @description Short answer. */
            answer_short: string;
            /** @description Title. */
            title: string;
        };
        /** @description A part of the thread. */
        EventPage: {
            /** @description The events, in order. */
            items: components["schemas"]["LogEvent"][];
            /**
             * Format: int64
             * @description The last event's number in the whole thread.
             */
            last: number;
        };
        /** @description What a customer says to be recognised: at least two of them. */
        Factors: {
            /** @description Last four digits of a card. */
            card_tail?: string | null;
            /** @description Identity number. */
            id_number?: string | null;
            /** @description Mobile number. */
            mobile?: string | null;
            /** @description Full name. */
            name?: string | null;
        };
        /** @description What the customer is told, and how. */
        FeedbackInput: {
            /** @description `thread` or `phone`. */
            channel: string;
            /** @description The words. */
            text: string;
        };
        /** @description What to look for. */
        FindInput: {
            /** @description What the customer said. */
            factors: components["schemas"]["Factors"];
            /** @description The live contact it was said in. */
            interaction: string;
        };
        /** @description What came of a part. */
        FinishInput: {
            /** @description For colleagues. */
            result: string;
            /** @description What the customer may be told; the owner decides on the words. */
            tell_customer?: string | null;
        };
        /** @description The first step. */
        FirstStep: {
            /** @description The password. */
            password: string;
            /** @description 工号. */
            work_number: string;
        };
        /** @description What checking a flow's text found. */
        FlowCheck: {
            /** @description Whether it may be published. */
            ok: boolean;
            /** @description Every mistake, in the order of its lines. */
            problems: components["schemas"]["SourceProblem"][];
        };
        /** @description A script to play against a flow's text. */
        FlowSimulation: {
            /** @description What is known about the customer. */
            facts?: Record<string, unknown>;
            /** @description What happens, line by line. */
            inputs: Record<string, unknown>[];
            /** @description The text. */
            source: string;
        };
        /** @description A flow as the API shows it. */
        FlowView: {
            /** @description `chat`, `voice` or `any`. */
            channel: string;
            /** @description Its name, which is also its id. */
            id: string;
            /** @description Its name. */
            name: string;
            /**
             * Format: date-time
             * @description When it was published.
             */
            published_at: string;
            /** @description Who published it, by work number. */
            published_by: string;
            /** @description Its text; absent in lists. */
            source?: string | null;
            /**
             * Format: int64
             * @description Grows with every publication.
             */
            version: number;
        };
        /** @description A change of somebody else's presence. */
        ForceInput: {
            /** @description The reason, for `not_ready`. */
            reason?: string | null;
            /** @description `ready` or `not_ready`. */
            state: components["schemas"]["PresenceState"];
            /** @description Why, for the audit log. */
            why: string;
        };
        /** @description A formula in words. */
        Formula: {
            /** @description English. */
            en: string;
            /** @description Chinese. */
            zh: string;
        };
        /** @description The formulae of all rates; part of every response that carries one. */
        Formulae: {
            /** @description Abandonment. */
            abandon_rate: components["schemas"]["Formula"];
            /** @description Average handling time. */
            aht: components["schemas"]["Formula"];
            /** @description Average speed of answer. */
            asa: components["schemas"]["Formula"];
            /** @description Settled without a person. */
            bot_share: components["schemas"]["Formula"];
            /** @description Satisfaction. */
            csat: components["schemas"]["Formula"];
            /** @description First response. */
            first_response: components["schemas"]["Formula"];
            /** @description Recommendation. */
            nps: components["schemas"]["Formula"];
            /** @description Occupancy. */
            occupancy: components["schemas"]["Formula"];
            /** @description Service level. */
            sl20: components["schemas"]["Formula"];
        };
        /** @description Whether exactly one customer fits every factor. */
        Found: {
            customer?: components["schemas"]["CustomerName"] | null;
            /** @description Whether one was found. */
            found: boolean;
        };
        /** @description `interaction.handed_over`. */
        HandOver: {
            /** @description What the assistant answered. */
            answered: string[];
            /** @description What the customer asked. */
            asked: string[];
            /** @description The matter in a sentence or two. */
            summary: string;
        };
        /** @description Where a part goes next, and why. Need and notes go along by themselves. */
        HandOverInput: {
            /** @description To which department. */
            department: string;
            /** @description Which part; may be left out while only one is unfinished. */
            task?: string | null;
            /** @description What is left to do. */
            title: string;
            /** @description Why it goes there. */
            why: string;
        };
        /** @description A new colleague, and what they need to sign in; shown this once. */
        Hired: {
            /** @description The colleague. */
            agent: components["schemas"]["Agent"];
            /** @description The first password. */
            password_once: string;
            /** @description The address for an authenticator application. */
            totp_uri_once: string;
        };
        /** @description A hot word in a text. */
        HotWordSeen: {
            /** @description What to do. */
            action: string;
            /**
             * Format: int32
             * @description 0 to 4.
             */
            level: number;
            /** @description The word. */
            phrase: string;
        };
        /** @description Which customer it is. */
        IdentifyInput: {
            /** @description Who. */
            customer: string;
        };
        /**
         * @description How sure the bank is of who it is talking to (brief, section 4.2).
         * @enum {string}
         */
        IdentityLevel: "V0" | "V1" | "V2" | "V3" | "V4";
        /** @description An intent today. */
        IntentLine: {
            /**
             * Format: int64
             * @description Interactions about it today.
             */
            count: number;
            /** @description Intent id. */
            intent: string;
            /** @description Its Chinese name. */
            name: string;
            /**
             * Format: int64
             * @description Interactions about it yesterday until the end of the same quarter-hour.
             */
            previous: number;
        };
        /** @description An interaction with what its page needs besides the thread. */
        InteractionDetail: components["schemas"]["InteractionRow"] & {
            /** @description The disposition, once written. */
            disposition?: string | null;
            handover?: components["schemas"]["HandOver"] | null;
            /** @description How many interactions the journey has. */
            journey_count: number;
            /** @description The customer's language. */
            locale: string;
            /** @description The page the customer came from. */
            page?: string | null;
        };
        /** @description An interaction in a list. */
        InteractionRow: {
            /**
             * Format: date-time
             * @description When a person took it.
             */
            accepted_at?: string | null;
            agent?: components["schemas"]["AgentRef"] | null;
            /** @description The customer is not on the line: whoever takes it calls back. */
            callback: boolean;
            /** @description Its channel. */
            channel: components["schemas"]["Channel"];
            customer?: components["schemas"]["CustomerRef"] | null;
            /**
             * Format: date-time
             * @description When the customer needs it by.
             */
            deadline?: string | null;
            /**
             * Format: date-time
             * @description When it ended.
             */
            ended_at?: string | null;
            /** @description Which. */
            id: string;
            /** @description How sure. */
            identity_level: components["schemas"]["IdentityLevel"];
            /** @description Intent id. */
            intent?: string | null;
            /** @description Intent name. */
            intent_name?: string | null;
            /** @description The journey. */
            journey: string;
            last_message?: components["schemas"]["LastMessage"] | null;
            /**
             * Format: int64
             * @description The last event's number.
             */
            last_number: number;
            /**
             * Format: int32
             * @description 0 calm to 4 crisis.
             */
            mood: number;
            /**
             * Format: int32
             * @description 0 first to 9.
             */
            priority: number;
            queue?: components["schemas"]["QueueRef"] | null;
            /**
             * Format: date-time
             * @description Since when the customer waited for a person.
             */
            queued_at?: string | null;
            /** @description Large text and a person first. */
            senior: boolean;
            /**
             * Format: date-time
             * @description When it began.
             */
            started_at: string;
            /** @description Where it stands. */
            state: components["schemas"]["InteractionState"];
            /**
             * Format: int64
             * @description Customer messages not yet read.
             */
            unread: number;
            /**
             * Format: date-time
             * @description Since when somebody waits: the customer's queueing, or their last unread message.
             */
            waiting_since?: string | null;
        };
        /**
         * @description Where an interaction stands.
         * @enum {string}
         */
        InteractionState: "bot" | "queued" | "offered" | "active" | "wrap_up" | "ended";
        /** @description A report. */
        IntervalReport: {
            /**
             * Format: date-time
             * @description As of this instant.
             */
            at: string;
            /** @description By what its rows are. */
            by: components["schemas"]["Dimension"];
            /** @description The formulae of all rates. */
            formulae: components["schemas"]["Formulae"];
            /**
             * Format: int64
             * @description The length of an interval.
             */
            minutes: number;
            /** @description By interval, then by key. An interval in which nothing happened has no row. */
            rows: components["schemas"]["ReportRow"][];
        };
        /** @description A whole list. */
        Items_CannedReply: {
            /** @description The rows. */
            items: {
                /** @description Which. */
                id: string;
                /** @description `zh-CN` or `en`. */
                locale: string;
                /** @description Typed after `/`. */
                shortcut: string;
                /** @description The words. */
                text: string;
                /** @description Its title. */
                title: string;
                /**
                 * Format: int64
                 * @description Grows with every change.
                 */
                version: number;
            }[];
        };
        /** @description A whole list. */
        Items_Disposition: {
            /** @description The rows. */
            items: {
                /** @description Its code. */
                code: string;
                /** @description The group it is listed under. */
                group: string;
                /** @description English name. */
                name_en: string;
                /** @description Chinese name. */
                name_zh: string;
            }[];
        };
        /** @description A whole list. */
        Items_Presence: {
            /** @description The rows. */
            items: {
                /** @description Who. */
                agent: string;
                /**
                 * Format: int32
                 * @description How many chats at once.
                 */
                capacity: number;
                /** @description Whether a desk of theirs is connected. */
                connected: boolean;
                /** @description The work in hand. */
                load: components["schemas"]["PresenceLoad"][];
                next?: components["schemas"]["NextPresence"] | null;
                /** @description 示忙原因, for `not_ready`. */
                reason?: string | null;
                /**
                 * Format: date-time
                 * @description Since when.
                 */
                since: string;
                /** @description Offline, ready, not ready or working. */
                state: components["schemas"]["PresenceState"];
            }[];
        };
        /** @description A journey with all that belongs to it. */
        JourneyView: {
            /** @description Its cases, newest first. */
            cases: components["schemas"]["CaseBrief"][];
            /** @description Whose. */
            customer?: string | null;
            /** @description Which. */
            id: string;
            /** @description Its interactions, newest first. */
            interactions: components["schemas"]["InteractionRow"][];
            /** @description What it is about. */
            title: string;
        };
        /**
         * @description What a customer proves who they are with, by keys.
         * @enum {string}
         */
        KeyedProof: "query_password" | "otp";
        /** @description A call's ladder. */
        LadderReply: {
            /** @description Its legs that are over, the customer's first. */
            legs: components["schemas"]["LegLadder"][];
        };
        /** @description The last message of a thread. */
        LastMessage: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description `customer`, `agent`, `assistant` or `system`. */
            by: string;
            /** @description The text, cut to 120 characters. */
            text: string;
        };
        /** @description One leg's ladder. */
        LegLadder: {
            /**
             * Format: int32
             * @description Its number within the call; 0 is the customer.
             */
            leg: number;
            /** @description Its messages, oldest first, at most 64 of each call made for it. */
            messages: components["schemas"]["Rung"][];
            /**
             * Format: int64
             * @description How many came after those.
             */
            more: number;
            /** @description Loss (0 to 1), jitter in milliseconds and opinion score as heard here, and under `far` at the other end. */
            quality?: Record<string, unknown> | null;
        };
        /** @description A leg of a call. */
        LegReply: {
            /** @description Whose, when it is one of ours. */
            agent?: string | null;
            /** @description It is in a consultation apart from the customer. */
            consulting: boolean;
            /**
             * Format: int32
             * @description Its number within the call; 0 is the customer.
             */
            leg: number;
            /** @description How a supervisor takes part: `listen`, `whisper`, `barge` or `take_over`. */
            mode?: string | null;
            /** @description It muted itself. */
            muted: boolean;
            /** @description `customer`, `agent`, `third_party` or `supervisor`. */
            role: string;
            /** @description `inviting`, `early`, `answered`, `held` or `gone`. */
            standing: string;
        };
        /** @description A whole list: settings are few, so it is never cut. */
        Listing_FlowView: {
            /** @description The rows. */
            items: {
                /** @description `chat`, `voice` or `any`. */
                channel: string;
                /** @description Its name, which is also its id. */
                id: string;
                /** @description Its name. */
                name: string;
                /**
                 * Format: date-time
                 * @description When it was published.
                 */
                published_at: string;
                /** @description Who published it, by work number. */
                published_by: string;
                /** @description Its text; absent in lists. */
                source?: string | null;
                /**
                 * Format: int64
                 * @description Grows with every publication.
                 */
                version: number;
            }[];
            /** @description Always absent. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Listing_InteractionRow: {
            /** @description The rows. */
            items: {
                /**
                 * Format: date-time
                 * @description When a person took it.
                 */
                accepted_at?: string | null;
                agent?: components["schemas"]["AgentRef"] | null;
                /** @description The customer is not on the line: whoever takes it calls back. */
                callback: boolean;
                /** @description Its channel. */
                channel: components["schemas"]["Channel"];
                customer?: components["schemas"]["CustomerRef"] | null;
                /**
                 * Format: date-time
                 * @description When the customer needs it by.
                 */
                deadline?: string | null;
                /**
                 * Format: date-time
                 * @description When it ended.
                 */
                ended_at?: string | null;
                /** @description Which. */
                id: string;
                /** @description How sure. */
                identity_level: components["schemas"]["IdentityLevel"];
                /** @description Intent id. */
                intent?: string | null;
                /** @description Intent name. */
                intent_name?: string | null;
                /** @description The journey. */
                journey: string;
                last_message?: components["schemas"]["LastMessage"] | null;
                /**
                 * Format: int64
                 * @description The last event's number.
                 */
                last_number: number;
                /**
                 * Format: int32
                 * @description 0 calm to 4 crisis.
                 */
                mood: number;
                /**
                 * Format: int32
                 * @description 0 first to 9.
                 */
                priority: number;
                queue?: components["schemas"]["QueueRef"] | null;
                /**
                 * Format: date-time
                 * @description Since when the customer waited for a person.
                 */
                queued_at?: string | null;
                /** @description Large text and a person first. */
                senior: boolean;
                /**
                 * Format: date-time
                 * @description When it began.
                 */
                started_at: string;
                /** @description Where it stands. */
                state: components["schemas"]["InteractionState"];
                /**
                 * Format: int64
                 * @description Customer messages not yet read.
                 */
                unread: number;
                /**
                 * Format: date-time
                 * @description Since when somebody waits: the customer's queueing, or their last unread message.
                 */
                waiting_since?: string | null;
            }[];
            /** @description Give this back as `cursor` for the next page. */
            next?: string | null;
        };
        /** @description A whole list: settings are few, so it is never cut. */
        Listing_QueueSetting: {
            /** @description The rows. */
            items: {
                /** @description `longest_idle`, `least_occupied` or `best_fit`. */
                agent_choice: string;
                /** @description `any`, `chat` or `voice`. */
                channel: string;
                /** @description Code such as `card`. */
                code: string;
                /** @description Whether it takes work. */
                enabled: boolean;
                /** @description Which. */
                id: string;
                /**
                 * Format: int32
                 * @description More than this are refused.
                 */
                max_waiting: number;
                /** @description English name. */
                name_en: string;
                /** @description Chinese name. */
                name_zh: string;
                /**
                 * Format: int32
                 * @description How long an agent has to accept.
                 */
                offer_timeout_seconds: number;
                /** @description `priority_age`, `deadline` or `fifo`. */
                order: string;
                overflow?: components["schemas"]["Overflow"] | null;
                /** @description Skills that are better. */
                preferred: components["schemas"]["SkillWish"][];
                /**
                 * Format: int32
                 * @description 0 highest to 9.
                 */
                priority: number;
                /** @description Skills without which nobody may serve it. */
                required: components["schemas"]["SkillWish"][];
                /** @description Opening hours; always open without. */
                schedule?: string | null;
                /**
                 * Format: int32
                 * @description T of the service level.
                 */
                service_level_seconds: number;
                /**
                 * Format: int32
                 * @description How long the last agent is asked first; 0 for never.
                 */
                sticky_seconds: number;
                /**
                 * Format: int64
                 * @description Grows with every change.
                 */
                version: number;
                /**
                 * Format: int32
                 * @description How long the wrap-up may take.
                 */
                wrap_up_seconds: number;
            }[];
            /** @description Always absent. */
            next?: string | null;
        };
        /** @description A whole list: settings are few, so it is never cut. */
        Listing_ScheduleView: {
            /** @description The rows. */
            items: (components["schemas"]["ScheduleBody"] & {
                /** @description Which. */
                id: string;
                /**
                 * Format: int64
                 * @description Grows with every change.
                 */
                version: number;
            })[];
            /** @description Always absent. */
            next?: string | null;
        };
        /** @description A whole list: settings are few, so it is never cut. */
        Listing_SkillView: {
            /** @description The rows. */
            items: (components["schemas"]["SkillBody"] & {
                /** @description Which. */
                id: string;
                /**
                 * Format: int64
                 * @description Grows with every change.
                 */
                version: number;
            })[];
            /** @description Always absent. */
            next?: string | null;
        };
        /** @description An event as the API shows it. */
        LogEvent: {
            /**
             * Format: date-time
             * @description When it was stored.
             */
            at: string;
            /** @description The payload. */
            body: unknown;
            /** @description Who did it. */
            by: components["schemas"]["By"];
            /**
             * Format: uuid
             * @description The sender's own id, when it sent one.
             */
            client_id?: string | null;
            /** @description Event name. */
            name: string;
            /**
             * Format: int64
             * @description Place in its stream.
             */
            number: number;
            /**
             * Format: int64
             * @description Place in the whole log.
             */
            position: number;
        };
        /** @description What the customer said, to be compared. */
        MatchInput: {
            /** @description As named in the customer's identifiers. */
            field: string;
            /** @description The live contact it was said in. */
            interaction: string;
            /** @description The last four characters. */
            typed: string;
        };
        /** @description Whether it matches; nothing else. */
        Matched: {
            /** @description 一致 or 不一致. */
            matches: boolean;
        };
        /** @description The signed-in person as the screens need them. */
        Me: {
            /** @description What they may do to something; whether to this very thing is decided with each request. */
            actions: string[];
            /** @description The person. */
            agent: components["schemas"]["MeAgent"];
            /**
             * Format: date-time
             * @description Until when privileged actions need no new one-time code.
             */
            confirmed_until: string;
            /** @description Goes into `X-Warmline-Csrf` of every changing request. */
            csrf: string;
            /** @description Whether the house is a demo. */
            demo: boolean;
            /**
             * Format: int64
             * @description After how many seconds without use the session locks.
             */
            idle_lock_seconds: number;
            /** @description Whether the session is locked after a pause. */
            locked: boolean;
            presence?: components["schemas"]["Presence"] | null;
            /**
             * Format: date-time
             * @description The server's clock.
             */
            server_time: string;
        };
        /** @description The person. */
        MeAgent: {
            /** @description The name customers see. */
            alias: string;
            /** @description Their department's code. */
            department?: string | null;
            /** @description Who. */
            id: string;
            /** @description What they are. */
            roles: components["schemas"]["Role"][];
            /** @description Their site or branch. */
            site: string;
            team?: components["schemas"]["MeTeam"] | null;
            /** @description 工号. */
            work_number: string;
        };
        /** @description A team by name. */
        MeTeam: {
            /** @description Which. */
            id: string;
            /** @description Its name. */
            name: string;
        };
        /** @description Counts and sums of one interval under one key, or of any number of them together. */
        Measures: {
            /**
             * Format: int64
             * @description Waits the customer gave up after 5 seconds or more.
             */
            abandoned: number;
            /**
             * Format: int64
             * @description How long the waits of `abandoned` lasted, milliseconds.
             */
            abandoned_wait_ms: number;
            /**
             * Format: int64
             * @description Waits a person answered.
             */
            answered: number;
            /**
             * Format: int64
             * @description Of these, within 10 seconds.
             */
            answered_in_10: number;
            /**
             * Format: int64
             * @description Of these, within 120 seconds.
             */
            answered_in_120: number;
            /**
             * Format: int64
             * @description Of these, within 20 seconds.
             */
            answered_in_20: number;
            /**
             * Format: int64
             * @description Of these, within 30 seconds.
             */
            answered_in_30: number;
            /**
             * Format: int64
             * @description Of these, within 60 seconds.
             */
            answered_in_60: number;
            /**
             * Format: int64
             * @description Time with the flow and the assistant, until the first queueing, a person or the end, milliseconds.
             */
            bot_ms: number;
            /**
             * Format: int64
             * @description Of these, ended without a person ever being asked for.
             */
            bot_only: number;
            /**
             * Format: int64
             * @description Of this, 小休.
             */
            break_ms: number;
            /**
             * Format: int64
             * @description Callbacks wished, out of a wait or not; no abandons.
             */
            callbacks: number;
            /**
             * Format: int64
             * @description Customers called back by telephone who never answered, however often it was tried.
             */
            callbacks_given_up: number;
            /**
             * Format: int64
             * @description Customers called back by telephone who answered.
             */
            callbacks_reached: number;
            /**
             * Format: int64
             * @description Of this, 辅导.
             */
            coaching_ms: number;
            /**
             * Format: int64
             * @description Customers who came in.
             */
            contacts: number;
            /**
             * Format: int64
             * @description How long all ended waits lasted, however they ended, milliseconds.
             */
            customer_wait_ms: number;
            /**
             * Format: int64
             * @description Would recommend with 0 to 6.
             */
            detractors: number;
            /**
             * Format: int64
             * @description Sum of the points for fast.
             */
            fast_points: number;
            /**
             * Format: int64
             * @description Of these, the first wait of their interaction.
             */
            first_offered: number;
            /**
             * Format: int64
             * @description How long these had waited since they were first queued, milliseconds.
             */
            first_response_ms: number;
            /**
             * Format: int64
             * @description Interactions a person answered for the first time; a transfer never counts again.
             */
            first_responses: number;
            /**
             * Format: int64
             * @description Of this, set by a supervisor.
             */
            forced_ms: number;
            /**
             * Format: int64
             * @description Sum of the points for friendly.
             */
            friendly_points: number;
            /**
             * Format: int64
             * @description Legs of agents that are over with their wrap-up.
             */
            handled: number;
            /**
             * Format: int64
             * @description Of this, 用餐.
             */
            meal_ms: number;
            /**
             * Format: int64
             * @description Of this, 会议.
             */
            meeting_ms: number;
            /**
             * Format: int64
             * @description Offers that ran out unanswered (RONA).
             */
            missed_offers: number;
            /**
             * Format: int64
             * @description Agents' time not ready with nothing in hand, milliseconds: the sum of the ten below.
             */
            not_ready_ms: number;
            /**
             * Format: int64
             * @description Waits for a person that began here: offered to people. A transfer to a queue begins a new wait.
             */
            offered: number;
            /**
             * Format: int64
             * @description Of this, for any other reason.
             */
            other_ms: number;
            /**
             * Format: int64
             * @description Of these, the matter is partly solved.
             */
            partly_solved: number;
            /**
             * Format: int64
             * @description Would recommend with 9 or 10.
             */
            promoters: number;
            /**
             * Format: int64
             * @description Of this, 举手求助.
             */
            raised_hand_ms: number;
            /**
             * Format: int64
             * @description Customers who said how it was.
             */
            ratings: number;
            /**
             * Format: int64
             * @description Agents' time ready with nothing in hand, milliseconds.
             */
            ready_ms: number;
            /**
             * Format: int64
             * @description Sum of the points for would recommend.
             */
            recommend_points: number;
            /**
             * Format: int64
             * @description Of `ratings`, those who were not asked whether they would recommend.
             */
            recommend_unasked: number;
            /**
             * Format: int64
             * @description Offers rejected.
             */
            rejected_offers: number;
            /**
             * Format: int64
             * @description Of this, after a missed offer.
             */
            rona_ms: number;
            /**
             * Format: int64
             * @description Of these, 4 or 5 for friendly and 4 or 5 for fast.
             */
            satisfied: number;
            /**
             * Format: int64
             * @description Waits the customer gave up within 5 seconds; neither offered nor missed in any rate.
             */
            short_abandoned: number;
            /**
             * Format: int64
             * @description Of these, the matter is solved.
             */
            solved: number;
            /**
             * Format: int64
             * @description Of `ratings`, those who were not asked whether the matter is solved, as on the telephone.
             */
            solved_unasked: number;
            /**
             * Format: int64
             * @description Of this, set by the system.
             */
            system_ms: number;
            /**
             * Format: int64
             * @description Their conversations, milliseconds.
             */
            talk_ms: number;
            /**
             * Format: int64
             * @description Of this, 培训.
             */
            training_ms: number;
            /**
             * Format: int64
             * @description Passed on by an agent.
             */
            transfers: number;
            /**
             * Format: int64
             * @description How long the answered waits lasted, milliseconds.
             */
            wait_ms: number;
            /**
             * Format: int64
             * @description Waits that ended by such a wish.
             */
            waits_to_callback: number;
            /**
             * Format: int64
             * @description Waits the flow took back, as for a message left instead.
             */
            waits_withdrawn: number;
            /**
             * Format: int64
             * @description Agents' time with any conversation or wrap-up in hand, milliseconds.
             */
            work_ms: number;
            /**
             * Format: int64
             * @description Their wrap-ups, milliseconds.
             */
            wrap_ms: number;
        };
        /** @description An article in the menu. */
        MenuArticle: {
            /** @description Which. */
            id: string;
            /** @description Its title. */
            title: string;
        };
        /** @description A group of articles. */
        MenuGroupView: {
            /** @description The third click. */
            articles: components["schemas"]["MenuArticle"][];
            /** @description Stable id. */
            id: string;
            /** @description Its name. */
            name: string;
        };
        /** @description A topic. */
        MenuTopicView: {
            /** @description Articles right below the topic. */
            articles: components["schemas"]["MenuArticle"][];
            /** @description The second click. */
            children: components["schemas"]["MenuGroupView"][];
            /** @description Stable id. */
            id: string;
            /** @description Its name. */
            name: string;
        };
        /** @description The menu as readers see it. */
        MenuView: {
            /** @description The first click. */
            nodes: components["schemas"]["MenuTopicView"][];
        };
        /** @description A message to the customer. */
        MessageInput: {
            /** @description The article the answer comes from. */
            article?: string | null;
            /** @description Files, uploaded before. */
            attachments?: string[];
            /**
             * Format: uuid
             * @description The sender's own id; repeating it stores nothing new.
             */
            client_id: string;
            /** @description The words. */
            text: string;
        };
        /** @description A colleague to be. */
        NewAgent: {
            /** @description The name customers see. */
            alias: string;
            /**
             * Format: int32
             * @description How many chats at once.
             */
            chat_limit: number;
            /** @description Their department's code. */
            department?: string | null;
            /** @description The real name. */
            name: string;
            /** @description Their subject at the bank's identity provider. */
            oidc_subject?: string | null;
            /** @description What they are. */
            roles: components["schemas"]["Role"][];
            /** @description Their site, or the branch code. */
            site: string;
            /** @description What they can. */
            skills?: components["schemas"]["AgentSkill"][];
            /** @description Their team. */
            team?: string | null;
            /** @description 工号: capital letters and digits, unlike everybody else's, for ever. */
            work_number: string;
        };
        /** @description A new article. */
        NewArticle: components["schemas"]["ArticleBody"] & {
            /** @description What was done, for the history. */
            change?: string;
        };
        /** @description A department to add. */
        NewDepartment: {
            /** @description What it is called; no two have one name. */
            name: string;
            /** @description The schedule it works by, by its name; around the clock without. */
            schedule?: string | null;
        };
        /** @description A team to be. */
        NewTeam: {
            /** @description Its department's code. */
            department: string;
            /** @description Who leads it. */
            lead?: string | null;
            /** @description Its name, unlike every other team's. */
            name: string;
        };
        /** @description A presence chosen while busy. */
        NextPresence: {
            /** @description Its reason. */
            reason?: string | null;
            /** @description The state to come. */
            state: components["schemas"]["PresenceState"];
        };
        /** @description What comes next. */
        NextStep: {
            /** @description Always `second_factor`. */
            next: string;
        };
        /** @description A note for colleagues. */
        NoteInput: {
            /** @description Colleagues called by @. */
            mentions?: string[];
            /** @description The words. */
            text: string;
        };
        /** @description A note. */
        NoteView: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description Who. */
            by: components["schemas"]["By"];
            /** @description Plain text, word for word. */
            text: string;
        };
        /** @description What is recorded. */
        OpenInput: {
            /** @description Files that came with it. */
            attachments?: string[];
            /** @description The customer; taken from the interaction when absent. */
            customer?: string | null;
            /** @description The first department. */
            department: string;
            /** @description The interaction it comes from. */
            interaction?: string | null;
            /** @description What it is about. */
            kind: components["schemas"]["CaseKind"];
            /** @description What the customer needs, so that nobody asks again. */
            need: string;
            /**
             * Format: int32
             * @description 0 highest to 9.
             */
            priority: number;
            /** @description What it is to do. */
            task_title: string;
            /** @description One line. */
            title: string;
        };
        /**
         * @description Who is served first.
         * @enum {string}
         */
        Order: "priority_age" | "deadline" | "fifo";
        /** @description Where work goes when it waits too long. */
        Overflow: {
            /**
             * Format: int32
             * @description After this long.
             */
            after_seconds: number;
            /** @description The other queue. */
            queue: string;
        };
        /** @description A colleague in a line. */
        OwnerShown: {
            /** @description The name customers see. */
            alias: string;
            /** @description Who. */
            id: string;
        };
        /** @description A password. */
        PasswordInput: {
            /** @description The password. */
            password: string;
        };
        /** @description What is entered into the phone. */
        PhoneAccount: {
            /** @description The user. */
            extension: string;
            /** @description The password, shown this once. */
            password_once: string;
            /** @description The realm. */
            realm: string;
        };
        /** @description Which extension a colleague gets. */
        PhoneInput: {
            /** @description 2 to 8 digits nobody else has. */
            extension: string;
        };
        /** @description Where a message stands in the thread. */
        Posted: {
            /**
             * Format: date-time
             * @description When it was stored.
             */
            at: string;
            /**
             * Format: int64
             * @description Its number.
             */
            number: number;
        };
        /** @description Where a colleague stands right now. */
        Presence: {
            /** @description Who. */
            agent: string;
            /**
             * Format: int32
             * @description How many chats at once.
             */
            capacity: number;
            /** @description Whether a desk of theirs is connected. */
            connected: boolean;
            /** @description The work in hand. */
            load: components["schemas"]["PresenceLoad"][];
            next?: components["schemas"]["NextPresence"] | null;
            /** @description 示忙原因, for `not_ready`. */
            reason?: string | null;
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
            /** @description Offline, ready, not ready or working. */
            state: components["schemas"]["PresenceState"];
        };
        /** @description A change of one's own presence. */
        PresenceInput: {
            /** @description The reason, for `not_ready`. */
            reason?: string | null;
            /** @description `ready` or `not_ready`. */
            state: components["schemas"]["PresenceState"];
            /** @description `now` or `after_work`. */
            when?: string | null;
        };
        /** @description One piece of a colleague's work in hand. */
        PresenceLoad: {
            /** @description Its channel. */
            channel: components["schemas"]["Channel"];
            /** @description Which. */
            interaction: string;
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
            /** @description Offered, active or in wrap-up. */
            state: components["schemas"]["InteractionState"];
        };
        /** @description One reason. */
        PresenceReason: {
            /** @description The word in events and the API. */
            code: string;
            /** @description What it counts as. */
            counts_as: components["schemas"]["ReasonKind"];
            /** @description English name. */
            name_en: string;
            /** @description Chinese name. */
            name_zh: string;
        };
        /**
         * @description An agent's presence.
         * @enum {string}
         */
        PresenceState: "offline" | "ready" | "not_ready" | "working";
        /** @description The body of a problem response (`application/problem+json`). */
        ProblemBody: {
            /** @description Stable code. */
            code: string;
            /** @description What is wrong and what to do. */
            detail: string;
            /** @description Which input it is about. */
            place?: string | null;
            /** @description The request's id, as in the header `X-Request-Id`: it finds the log line. */
            request_id?: string | null;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description What kind of refusal it is. */
            title: string;
            /** @description Address of the code's page. */
            type: string;
        };
        /** @description A flow's text to publish. */
        Publication: {
            /** @description The text. */
            source: string;
            /**
             * Format: int64
             * @description The version it was made from; 0 for a new flow.
             */
            version: number;
        };
        /** @description A queue as it is edited. */
        QueueBody: {
            /** @description Which of the free agents is asked. */
            agent_choice?: components["schemas"]["AgentChoice"];
            /** @description Which interactions it takes. */
            channel: components["schemas"]["Channels"];
            /** @description How flows name it, such as `card`; stays for ever. */
            code: string;
            /** @description Whether it takes work. */
            enabled?: boolean;
            /**
             * Format: int32
             * @description More than this are refused, 1 to 100,000.
             */
            max_waiting: number;
            /** @description English name. */
            name_en: string;
            /** @description Chinese name. */
            name_zh: string;
            /**
             * Format: int32
             * @description How long an agent has to accept, 5 to 120 seconds.
             */
            offer_timeout_seconds: number;
            /** @description Who is served first. */
            order?: components["schemas"]["Order"];
            overflow?: components["schemas"]["Overflow"] | null;
            /** @description Skills that are better, at most 8. */
            preferred?: components["schemas"]["SkillWish"][];
            /**
             * Format: int32
             * @description 0 highest to 9.
             */
            priority: number;
            /** @description Skills without which nobody may serve it, at most 8. */
            required?: components["schemas"]["SkillWish"][];
            /** @description Opening hours; always open without. */
            schedule?: string | null;
            /**
             * Format: int32
             * @description T of the service level, 5 to 86,400 seconds.
             */
            service_level_seconds: number;
            /**
             * Format: int32
             * @description How long the last agent is asked first, at most 86,400 seconds; 0 for never.
             */
            sticky_seconds?: number;
            /**
             * Format: int32
             * @description How long the wrap-up may take, at most 3,600 seconds; 0 for none.
             */
            wrap_up_seconds: number;
        };
        /** @description A queue now and today. */
        QueueLine: {
            /**
             * Format: int64
             * @description Of these, given up after 5 seconds or more.
             */
            abandoned: number;
            /**
             * Format: int64
             * @description Conversations whose wait began in it.
             */
            active: number;
            /**
             * Format: int64
             * @description Of these, answered.
             */
            answered: number;
            /**
             * Format: double
             * @description Average speed of answer.
             */
            asa_seconds?: number | null;
            /** @description Which. */
            id: string;
            /**
             * Format: int64
             * @description How long the longest of them has waited.
             */
            longest_wait_seconds: number;
            /** @description Chinese name. */
            name: string;
            /** @description English name. */
            name_en: string;
            /**
             * Format: int64
             * @description Waits that began in it today.
             */
            offered: number;
            /**
             * Format: int64
             * @description Agents ready with nothing in hand who have the skills it requires.
             */
            ready: number;
            /**
             * Format: double
             * @description 0 to 1.
             */
            sl20?: number | null;
            /**
             * Format: int64
             * @description Customers waiting in it now.
             */
            waiting: number;
        };
        /** @description A queue in a row. */
        QueueRef: {
            /** @description Which. */
            id: string;
            /** @description Its Chinese name. */
            name: string;
            /** @description Its English name. */
            name_en: string;
        };
        /** @description A queue, as the switchboard and the screens need it. */
        QueueSetting: {
            /** @description `longest_idle`, `least_occupied` or `best_fit`. */
            agent_choice: string;
            /** @description `any`, `chat` or `voice`. */
            channel: string;
            /** @description Code such as `card`. */
            code: string;
            /** @description Whether it takes work. */
            enabled: boolean;
            /** @description Which. */
            id: string;
            /**
             * Format: int32
             * @description More than this are refused.
             */
            max_waiting: number;
            /** @description English name. */
            name_en: string;
            /** @description Chinese name. */
            name_zh: string;
            /**
             * Format: int32
             * @description How long an agent has to accept.
             */
            offer_timeout_seconds: number;
            /** @description `priority_age`, `deadline` or `fifo`. */
            order: string;
            overflow?: components["schemas"]["Overflow"] | null;
            /** @description Skills that are better. */
            preferred: components["schemas"]["SkillWish"][];
            /**
             * Format: int32
             * @description 0 highest to 9.
             */
            priority: number;
            /** @description Skills without which nobody may serve it. */
            required: components["schemas"]["SkillWish"][];
            /** @description Opening hours; always open without. */
            schedule?: string | null;
            /**
             * Format: int32
             * @description T of the service level.
             */
            service_level_seconds: number;
            /**
             * Format: int32
             * @description How long the last agent is asked first; 0 for never.
             */
            sticky_seconds: number;
            /**
             * Format: int64
             * @description Grows with every change.
             */
            version: number;
            /**
             * Format: int32
             * @description How long the wrap-up may take.
             */
            wrap_up_seconds: number;
        };
        /**
         * @description What the time counts as in reports and rosters.
         * @enum {string}
         */
        ReasonKind: "rest" | "work";
        /** @description Every reason. */
        ReasonList: {
            /** @description The reasons in the order screens show them. */
            items: components["schemas"]["PresenceReason"][];
        };
        /** @description Recordings, oldest first. */
        RecordingList: {
            /** @description At most 100. */
            items: components["schemas"]["RecordingReply"][];
        };
        /** @description A recording. */
        RecordingReply: {
            /** @description Who spoke for the bank when it began. */
            agent?: string | null;
            /** @description `rec_` and 32 hexadecimal digits. */
            id: string;
            /** @description A message the customer left. */
            message: boolean;
            /**
             * Format: int64
             * @description How long it is; absent while it runs.
             */
            milliseconds?: number | null;
            /**
             * Format: date-time
             * @description When it began.
             */
            started_at: string;
        };
        /** @description A city today. */
        RegionLine: {
            /** @description The city. */
            city: string;
            /**
             * Format: int64
             * @description Customers from there who came in today.
             */
            count: number;
        };
        /** @description Why an offer is not taken. */
        RejectInput: {
            /** @description The agent's words. */
            reason?: string;
        };
        /** @description One interval under one key. */
        ReportRow: components["schemas"]["Measures"] & {
            /**
             * Format: double
             * @description 0 to 1.
             */
            abandon_rate?: number | null;
            /**
             * Format: int64
             * @description Average handling time.
             */
            aht_ms?: number | null;
            /**
             * Format: int64
             * @description Average speed of answer.
             */
            asa_ms?: number | null;
            /**
             * Format: date-time
             * @description The interval's start.
             */
            at: string;
            /**
             * Format: int64
             * @description Average first response.
             */
            average_first_response_ms?: number | null;
            /**
             * Format: double
             * @description 0 to 1.
             */
            bot_share?: number | null;
            /**
             * Format: double
             * @description 0 to 1.
             */
            csat?: number | null;
            /**
             * Format: int64
             * @description Conversations and wrap-ups.
             */
            handle_ms: number;
            /** @description The key: an id, a channel, a city; empty for the whole centre. */
            key: string;
            /** @description Its Chinese name; for an agent the name customers see. */
            name: string;
            /** @description Its English name. */
            name_en: string;
            /**
             * Format: double
             * @description -100 to 100.
             */
            nps?: number | null;
            /**
             * Format: double
             * @description 0 to 1.
             */
            occupancy?: number | null;
            /**
             * Format: double
             * @description 0 to 1.
             */
            sl20?: number | null;
        };
        /** @description Which value, why, and on what ground. */
        RevealInput: {
            /** @description The assigned case it is needed for. */
            case?: string | null;
            /** @description As named in the customer's identifiers, or `name`. */
            field: string;
            /** @description The live contact it is needed for. */
            interaction?: string | null;
            /** @description Why the full value is needed. */
            reason: string;
        };
        /** @description A full value, to be hidden again in time. */
        Revealed: {
            /**
             * Format: date-time
             * @description When the screen must hide it.
             */
            expires_at: string;
            /** @description The value. */
            value: string;
        };
        /**
         * @description What somebody is in the centre. One person may be several.
         * @enum {string}
         */
        Role: "customer" | "agent" | "senior_agent" | "team_lead" | "supervisor" | "qa" | "kb_editor" | "trainer" | "wfm" | "dept_handler" | "branch_manager" | "approver" | "fraud_analyst" | "complaints_officer" | "compliance" | "auditor" | "admin" | "wellbeing";
        /** @description Why an interaction is where it is. */
        RoutingView: {
            /**
             * Format: int32
             * @description What to expect.
             */
            expected_wait_seconds?: number | null;
            /** @description Every routing event so far. */
            history: components["schemas"]["LogEvent"][];
            /**
             * Format: int32
             * @description Its place; absent when it does not wait.
             */
            position?: number | null;
            queue?: components["schemas"]["QueueRef"] | null;
            /** @description What the engine says of each agent. */
            reasons: components["schemas"]["Verdict"][];
            /**
             * Format: int64
             * @description How long it has waited, milliseconds.
             */
            waiting_ms: number;
        };
        /** @description One message. */
        Rung: {
            /**
             * Format: date-time
             * @description When it came or went.
             */
            at: string;
            /**
             * Format: int32
             * @description Why a call was ended, by ITU-T Q.850.
             */
            cause?: number | null;
            /** @description What was asked, such as `INVITE`; of an answer, what it answers. */
            method: string;
            /** @description We sent it. */
            sent: boolean;
            /**
             * Format: int32
             * @description Of an answer, its status.
             */
            status?: number | null;
        };
        /** @description Opening hours as they are edited. */
        ScheduleBody: {
            /** @description What it is called; no two have one name. */
            name: string;
            /** @description Days with hours of their own. */
            special?: Record<string, unknown>[];
            /** @description IANA name of the time zone the hours are meant in. */
            time_zone: string;
            /** @description The hours of ordinary weeks. */
            weekly: Record<string, unknown>[];
        };
        /** @description Opening hours as the API shows them. */
        ScheduleView: components["schemas"]["ScheduleBody"] & {
            /** @description Which. */
            id: string;
            /**
             * Format: int64
             * @description Grows with every change.
             */
            version: number;
        };
        /** @description What was found. */
        SearchResult: {
            /** @description Articles in force, best first. */
            items: components["schemas"]["ArticleHit"][];
            /**
             * Format: int64
             * @description How long it took, in milliseconds.
             */
            took_ms: number;
        };
        /** @description The version somebody has seen; may be left out. */
        Seen: {
            /**
             * Format: int64
             * @description Only when this is still the newest version.
             */
            version?: number | null;
        };
        /** @description What is said differently to one kind of customer. */
        SegmentVariant: {
            /** @description The segment, such as 学生. */
            segment: string;
            /** @description What is said to it. */
            text: string;
        };
        /** @description A quarter-hour of today. */
        SeriesPoint: {
            /**
             * Format: int64
             * @description Of these, given up after 5 seconds or more.
             */
            abandoned: number;
            /**
             * Format: int64
             * @description Of these, answered.
             */
            answered: number;
            /**
             * Format: date-time
             * @description Its start.
             */
            at: string;
            /**
             * Format: int64
             * @description Waits that began in it.
             */
            offered: number;
            /**
             * Format: double
             * @description 0 to 1.
             */
            sl20?: number | null;
        };
        /** @description What a page says when it asks for a session. */
        SessionAsk: {
            /** @description The bank's word for who the visitor is. */
            bank_token?: string | null;
            /** @description `zh-CN` or `en`. */
            locale: string;
            /** @description The page the visitor is on. */
            page?: string | null;
            /** @description The token of the conversation to go on with. */
            resume?: string | null;
            /** @description Large text and a person first. */
            senior?: boolean;
        };
        /** @description A session as granted. */
        SessionGrant: {
            /** @description Whose door it is. */
            bank: components["schemas"]["BankNames"];
            /** @description The visitor's masked name, when known. */
            customer_name_masked?: string | null;
            /** @description The conversation. */
            interaction: string;
            /** @description What may be sent. */
            limits: components["schemas"]["SessionLimits"];
            /**
             * Format: int64
             * @description Its last event's number.
             */
            number: number;
            /** @description The conversation's token, good for 24 hours. */
            token: string;
        };
        /** @description What a visitor may send. */
        SessionLimits: {
            /** @description Bytes of a file. */
            attachment_bytes: number;
            /** @description Files of a message. */
            attachments: number;
            /** @description Characters of a message. */
            text: number;
        };
        /** @description One's own sessions. */
        SessionList: {
            /** @description Newest first. */
            items: components["schemas"]["SessionView"][];
        };
        /**
         * @description What sign-in writes into the audit log by itself: no action, for nobody needs leave for it.
         * @enum {string}
         */
        SessionStep: "session.sign_in" | "session.factor" | "session.revoke";
        /** @description A session as its owner sees it. */
        SessionView: {
            /** @description From which address. */
            address: string;
            /**
             * Format: date-time
             * @description Since when.
             */
            created_at: string;
            /** @description Whether it is the one asking. */
            current: boolean;
            /** @description Which; give it to end it. */
            id: string;
            /**
             * Format: date-time
             * @description When it was last used.
             */
            last_seen_at: string;
            /** @description With which browser, as it names itself. */
            user_agent: string;
        };
        /** @description What this install is set to; secrets are left out. */
        SettingsView: {
            /** @description The bank's name. */
            bank_name: string;
            /** @description `sqlite` or `postgres`. */
            database: string;
            /** @description Pages that may embed the chat. */
            embed_origins: string[];
            /** @description Where it listens. */
            listen: string;
            /**
             * Format: int64
             * @description The log's last position.
             */
            log_position: number;
            /** @description Staff may sign in with the bank's identity provider. */
            oidc: boolean;
            /** @description The pages are in this binary. */
            pages: boolean;
            /** @description Name and version of the program. */
            version: string;
        };
        /** @description What is offered before anybody is signed in. */
        SignInOffer: {
            /** @description Whether the house is a demo. */
            demo: boolean;
            /** @description Whether the bank's identity provider is offered. */
            oidc: boolean;
        };
        /** @description What a script did. */
        Simulated: {
            /** @description One record an input, time-outs included. */
            steps: Record<string, unknown>[];
        };
        /** @description A skill as it is edited. */
        SkillBody: {
            /** @description How flows name it, such as `credit_card`. */
            code: string;
            /** @description English name. */
            name_en: string;
            /** @description Chinese name. */
            name_zh: string;
        };
        /** @description A skill as the API shows it. */
        SkillView: components["schemas"]["SkillBody"] & {
            /** @description Which. */
            id: string;
            /**
             * Format: int64
             * @description Grows with every change.
             */
            version: number;
        };
        /** @description A skill an interaction asks for. */
        SkillWish: {
            /**
             * Format: int32
             * @description At least this level, 1 to 10.
             */
            min: number;
            /**
             * Format: int32
             * @description For a preferred skill: how long it is insisted on.
             */
            relax_after_seconds?: number | null;
            /** @description Which. */
            skill: string;
        };
        /** @description New skills of an agent. */
        SkillsInput: {
            /** @description All of them; what is not here is taken away. */
            skills: components["schemas"]["AgentSkill"][];
            /**
             * Format: int64
             * @description The version the change was made from.
             */
            version: number;
        };
        /**
         * @description Whether the matter was solved, in the customer's eyes.
         * @enum {string}
         */
        Solved: "yes" | "partly" | "no";
        /** @description A flow's text to check. */
        Source: {
            /** @description The text. */
            source: string;
        };
        /** @description A mistake in a flow's text. */
        SourceProblem: {
            /** @description Stable code; its page is `docs/errors/<code>.md`. */
            code: string;
            /** @description Column in characters, counted from 1. */
            column: number;
            /** @description Line, counted from 1. */
            line: number;
            /** @description What is wrong and what to do. */
            message: string;
        };
        /** @description Help for the agent; nothing of it is sent without the agent. */
        Suggestions: {
            /** @description Articles that fit the customer's last words about the matter. */
            articles: components["schemas"]["ArticleAnswer"][];
            /** @description Words of comfort: restate, understand, commit. */
            empathy: components["schemas"]["Comfort"][];
            /** @description Words to heed. */
            hot_words: components["schemas"]["HotWordSeen"][];
            /** @description The intent, as last understood. */
            intent?: string | null;
            /** @description Its name. */
            intent_name?: string | null;
            /**
             * Format: int32
             * @description 0 calm to 4 crisis.
             */
            mood: number;
            /** @description Canned replies that fit. */
            replies: components["schemas"]["CannedReply"][];
        };
        /** @description What a customer says of an interaction, as it comes in by a door. */
        SurveyAnswer: {
            /**
             * Format: int32
             * @description 1 to 5.
             */
            fast: number;
            /**
             * Format: int32
             * @description 1 to 5.
             */
            friendly: number;
            /** @description A picture they sent. */
            picture?: string | null;
            /**
             * Format: int32
             * @description 0 to 10; absent when it was not asked.
             */
            recommend?: number | null;
            /** @description `yes`, `partly` or `no`; absent when it was not asked. */
            solved?: string | null;
            /** @description In their own words, at most 2,000 characters. */
            text?: string | null;
        };
        /** @description One page of answers, newest first. */
        SurveyListing: {
            /** @description The rows. */
            items: components["schemas"]["SurveyRow"][];
            /** @description The next page's cursor. */
            next?: string | null;
        };
        /** @description One answer. */
        SurveyRow: {
            agent?: components["schemas"]["AgentShown"] | null;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description The channel. */
            channel: string;
            /**
             * Format: int64
             * @description 1 to 5.
             */
            fast: number;
            /**
             * Format: int64
             * @description 1 to 5.
             */
            friendly: number;
            /** @description Which. */
            id: string;
            /** @description About which interaction. */
            interaction: string;
            /** @description A picture. */
            picture?: string | null;
            /**
             * Format: int64
             * @description 0 to 10; absent when it was not asked.
             */
            recommend?: number | null;
            solved?: components["schemas"]["Solved"] | null;
            /** @description The customer's words; absent for whom they are about. */
            text?: string | null;
        };
        /** @description Why somebody takes an interaction over. */
        TakeInput: {
            /** @description The reason, for the audit log. */
            why: string;
        };
        /** @description One more part. */
        TaskInput: {
            /** @description For which department. */
            department: string;
            /** @description What it is to do. */
            title: string;
        };
        /**
         * @description Where a part stands.
         * @enum {string}
         */
        TaskState: "waiting" | "accepted" | "done" | "returned";
        /** @description One department's part. */
        TaskView: {
            /**
             * Format: date-time
             * @description To be accepted until then.
             */
            accept_by: string;
            /**
             * Format: date-time
             * @description When it was accepted.
             */
            accepted_at?: string | null;
            assignee?: components["schemas"]["OwnerShown"] | null;
            /** @description The department's code. */
            department: string;
            /**
             * Format: date-time
             * @description When it was done or given back.
             */
            done_at?: string | null;
            /**
             * Format: date-time
             * @description To be done until then.
             */
            done_by: string;
            /** @description Which. */
            id: string;
            /** @description What came of it, or why it was given back. */
            result?: string | null;
            /** @description Where it stands. */
            state: components["schemas"]["TaskState"];
            /** @description What the department proposes to tell the customer. */
            tell_customer?: string | null;
            /** @description What is to be done. */
            title: string;
        };
        /** @description A team. */
        Team: {
            /** @description Its department's code. */
            department: string;
            /** @description Its id. */
            id: string;
            /** @description Who leads it. */
            lead?: string | null;
            /** @description Its name. */
            name: string;
        };
        /** @description A change of a team: what is absent stays. */
        TeamChange: {
            /** @description Its department's code. */
            department?: string | null;
            /** @description Who leads it; `null` for nobody. */
            lead?: string | null;
            /** @description Its name. */
            name?: string | null;
        };
        /** @description Every team. */
        TeamList: {
            /** @description The teams by name. */
            items: components["schemas"]["Team"][];
        };
        /** @description A team by name. */
        TeamRef: {
            /** @description Which. */
            id: string;
            /** @description Its name. */
            name: string;
        };
        /** @description The centre at a glance. */
        Tiles: {
            /**
             * Format: double
             * @description 0 to 1.
             */
            abandon_rate?: number | null;
            /**
             * Format: int64
             * @description Of these, given up after 5 seconds or more.
             */
            abandoned: number;
            /**
             * Format: int64
             * @description Conversations with a person now.
             */
            active: number;
            /**
             * Format: double
             * @description Average handling time.
             */
            aht_seconds?: number | null;
            /**
             * Format: int64
             * @description Of these, answered.
             */
            answered: number;
            /**
             * Format: double
             * @description Average speed of answer.
             */
            asa_seconds?: number | null;
            /**
             * Format: double
             * @description 0 to 1.
             */
            bot_share?: number | null;
            /**
             * Format: int64
             * @description Callbacks wished.
             */
            callbacks: number;
            /**
             * Format: int64
             * @description Customers who came in today.
             */
            contacts: number;
            /**
             * Format: double
             * @description 0 to 1.
             */
            csat?: number | null;
            /**
             * Format: double
             * @description Average first response.
             */
            first_response_seconds?: number | null;
            /**
             * Format: int64
             * @description How long the longest of them has waited in this wait.
             */
            longest_wait_seconds: number;
            /**
             * Format: double
             * @description -100 to 100.
             */
            nps?: number | null;
            /**
             * Format: double
             * @description 0 to 1.
             */
            occupancy?: number | null;
            /**
             * Format: int64
             * @description Waits for a person that began today.
             */
            offered_to_people: number;
            /**
             * Format: int64
             * @description Ratings behind `csat` and `nps`.
             */
            ratings: number;
            /**
             * Format: int64
             * @description Of these, given up sooner; left out of all rates.
             */
            short_abandoned: number;
            /**
             * Format: double
             * @description 0 to 1.
             */
            sl20?: number | null;
            /** @description The formula of `sl20`, in Chinese; `formulae` has both languages. */
            sl20_formula: string;
            /**
             * Format: int64
             * @description Customers waiting for a person now.
             */
            waiting: number;
        };
        /** @description A transfer. */
        TransferInput: {
            /** @description What the next one must know. */
            note: string;
            /** @description Where to. */
            to: components["schemas"]["TransferTarget"];
        };
        /** @description Where a transfer goes: one of the two. */
        TransferTarget: {
            /** @description To whoever serves this queue. */
            queue: string;
        } | {
            /** @description To this colleague. */
            agent: string;
        };
        /** @description What the engine says of one agent. */
        Verdict: {
            /** @description Who. */
            agent: string;
            /** @description Their alias. */
            alias: string;
            /** @description With its figures. */
            detail: unknown;
            /** @description In one word: `eligible`, `not_ready`, `full` … */
            verdict: string;
        };
        /** @description What verifying found. */
        VerifyView: {
            /**
             * Format: int64
             * @description How many were checked.
             */
            checked: number;
            /**
             * Format: int64
             * @description The first broken one.
             */
            first_broken?: number | null;
            /** @description Every record is as it was written. */
            ok: boolean;
            /** @description What is wrong with it. */
            reason?: string | null;
        };
        /** @description One version of a setting. */
        VersionRow: {
            /**
             * Format: date-time
             * @description When it was stored.
             */
            at: string;
            /** @description The whole setting as it was. */
            body: unknown;
            /** @description Who stored it, by work number. */
            by: string;
            /**
             * Format: int64
             * @description 1, 2, 3 …
             */
            version: number;
        };
        /** @description A changed body and the version it was made from. */
        Versioned_QueueBody: {
            /** @description Which of the free agents is asked. */
            agent_choice?: components["schemas"]["AgentChoice"];
            /** @description Which interactions it takes. */
            channel: components["schemas"]["Channels"];
            /** @description How flows name it, such as `card`; stays for ever. */
            code: string;
            /** @description Whether it takes work. */
            enabled?: boolean;
            /**
             * Format: int32
             * @description More than this are refused, 1 to 100,000.
             */
            max_waiting: number;
            /** @description English name. */
            name_en: string;
            /** @description Chinese name. */
            name_zh: string;
            /**
             * Format: int32
             * @description How long an agent has to accept, 5 to 120 seconds.
             */
            offer_timeout_seconds: number;
            /** @description Who is served first. */
            order?: components["schemas"]["Order"];
            overflow?: components["schemas"]["Overflow"] | null;
            /** @description Skills that are better, at most 8. */
            preferred?: components["schemas"]["SkillWish"][];
            /**
             * Format: int32
             * @description 0 highest to 9.
             */
            priority: number;
            /** @description Skills without which nobody may serve it, at most 8. */
            required?: components["schemas"]["SkillWish"][];
            /** @description Opening hours; always open without. */
            schedule?: string | null;
            /**
             * Format: int32
             * @description T of the service level, 5 to 86,400 seconds.
             */
            service_level_seconds: number;
            /**
             * Format: int32
             * @description How long the last agent is asked first, at most 86,400 seconds; 0 for never.
             */
            sticky_seconds?: number;
            /**
             * Format: int32
             * @description How long the wrap-up may take, at most 3,600 seconds; 0 for none.
             */
            wrap_up_seconds: number;
        } & {
            /**
             * Format: int64
             * @description The version the change was made from.
             */
            version: number;
        };
        /** @description A changed body and the version it was made from. */
        Versioned_ScheduleBody: {
            /** @description What it is called; no two have one name. */
            name: string;
            /** @description Days with hours of their own. */
            special?: Record<string, unknown>[];
            /** @description IANA name of the time zone the hours are meant in. */
            time_zone: string;
            /** @description The hours of ordinary weeks. */
            weekly: Record<string, unknown>[];
        } & {
            /**
             * Format: int64
             * @description The version the change was made from.
             */
            version: number;
        };
        /** @description A changed body and the version it was made from. */
        Versioned_SkillBody: {
            /** @description How flows name it, such as `credit_card`. */
            code: string;
            /** @description English name. */
            name_en: string;
            /** @description Chinese name. */
            name_zh: string;
        } & {
            /**
             * Format: int64
             * @description The version the change was made from.
             */
            version: number;
        };
        /** @description The versions of one setting. */
        Versions: {
            /** @description Newest first. */
            items: components["schemas"]["VersionRow"][];
        };
        /** @description Whether an article helped. */
        Vote: {
            /** @description In which interaction. */
            interaction?: string | null;
            /** @description It did. */
            useful: boolean;
        };
        /** @description What colleagues think of an article. */
        Votes: {
            /**
             * Format: int64
             * @description It did not.
             */
            not_useful: number;
            /**
             * Format: int64
             * @description It helped.
             */
            useful: number;
        };
        /** @description A reason. */
        WhyInput: {
            /** @description Why. */
            why: string;
        };
        /** @description The wrap-up (服务小结). */
        WrapUpInput: {
            /** @description Disposition code. */
            disposition: string;
            /** @description What the customer needs. */
            need?: string;
            next_presence?: components["schemas"]["NextPresence"] | null;
            /** @description The suggested next step. */
            next_step?: string;
            /** @description Anything else. */
            note?: string;
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
    list_agents: {
        parameters: {
            query?: {
                /** @description Part of a work number or an alias */
                q?: string;
                team?: string;
                role?: string;
                department?: string;
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentPage"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    hire_agent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAgent"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hired"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    show_agent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agent"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    change_agent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgentChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agent"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    enrol_agent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hired"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    give_phone: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PhoneInput"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneAccount"];
                };
            };
        };
    };
    force_presence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ForceInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Presence"];
                };
            };
        };
    };
    put_agent_skills: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SkillsInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agent"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    get_attachment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
        };
    };
    list_audit: {
        parameters: {
            query?: {
                /** @description Exact 工号 or part of the system. */
                actor?: string;
                /** @description Exact action. */
                action?: string;
                /** @description Exact object. */
                object?: string;
                /** @description Not earlier than this. */
                from?: string | null;
                /** @description Where the last page ended. */
                cursor?: string | null;
                /** @description Rows, 1 to 200. */
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
        };
    };
    verify_audit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerifyView"];
                };
            };
        };
    };
    show_board: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Board"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    call_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallOutInput"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallOutReply"];
                };
            };
        };
    };
    list_canned_replies: {
        parameters: {
            query?: {
                /** @description In the shortcut, the title or the text. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_CannedReply"];
                };
            };
        };
    };
    add_canned_reply: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CannedInput"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CannedReply"];
                };
            };
        };
    };
    change_canned_reply: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CannedChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CannedReply"];
                };
            };
        };
    };
    delete_canned_reply: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_cases: {
        parameters: {
            query?: {
                /** @description `mine` (owned or accepted), `department`, or `all` the actor may see. */
                view?: string;
                /** @description A state. */
                state?: string;
                /** @description Words of the title, or a part of the number. */
                q?: string;
                /** @description From the page before. */
                cursor?: string;
                /** @description 1 to 200. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseListing"];
                };
            };
        };
    };
    open_case: {
        parameters: {
            query?: never;
            header?: {
                /** @description A random uuid of the sender's for this case. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenInput"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
        };
    };
    get_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
        };
    };
    give_case_feedback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FeedbackInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
        };
    };
    hand_over_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HandOverInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
        };
    };
    note_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
        };
    };
    reopen_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WhyInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
        };
    };
    add_case_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
        };
    };
    accept_case_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                task: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
        };
    };
    finish_case_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                task: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FinishInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
        };
    };
    return_case_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                task: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WhyInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
        };
    };
    confirm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodeInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Confirmed"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    find_customer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FindInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Found"];
                };
            };
        };
    };
    get_customer: {
        parameters: {
            query?: {
                /** @description A live contact with this customer. */
                interaction?: string;
                /** @description An open case of this customer. */
                case?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer360"];
                };
            };
        };
    };
    put_customer_consent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                purpose: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConsentInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsentView"];
                };
            };
        };
    };
    match_customer_field: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MatchInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Matched"];
                };
            };
        };
    };
    reveal_customer_field: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevealInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revealed"];
                };
            };
        };
    };
    list_dead_letters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetters"];
                };
            };
        };
    };
    replay_dead_letter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_departments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DepartmentListing"];
                };
            };
        };
    };
    add_department: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDepartment"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Department"];
                };
            };
        };
    };
    change_department: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DepartmentInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Department"];
                };
            };
        };
    };
    list_dispositions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_Disposition"];
                };
            };
        };
    };
    list_flows: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_FlowView"];
                };
            };
        };
    };
    read_flow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowView"];
                };
            };
        };
    };
    publish_flow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Publication"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowView"];
                };
            };
        };
    };
    check_flow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Source"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowCheck"];
                };
            };
        };
    };
    simulate_flow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FlowSimulation"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Simulated"];
                };
            };
        };
    };
    flow_versions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Versions"];
                };
            };
        };
    };
    list_interactions: {
        parameters: {
            query?: {
                /** @description Which list. */
                view?: "mine" | "waiting" | "all" | "team";
                /** @description Only in this state. */
                state?: string;
                /** @description Only on this channel. */
                channel?: string;
                /**
                 * @description Only whose masked name, intent or last words contain this. At most 1,000 rows are looked through for
                 *     one page; a shorter page with `next` goes on from there.
                 */
                q?: string;
                /** @description Where the last page ended. */
                cursor?: string | null;
                /** @description Rows, 1 to 200. */
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_InteractionRow"];
                };
            };
        };
    };
    count_interactions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Counts"];
                };
            };
        };
    };
    get_interaction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InteractionDetail"];
                };
            };
        };
    };
    upload_attachment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": string;
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttachmentView"];
                };
            };
        };
    };
    get_call: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallReply"];
                };
            };
        };
    };
    step_call: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallStep"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallReply"];
                };
            };
        };
    };
    end_interaction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndInput"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_interaction_events: {
        parameters: {
            query?: {
                /** @description Events after this number. */
                after?: number;
                /** @description Events, 1 to 200. */
                limit?: number | null;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
        };
    };
    identify_interaction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdentifyInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InteractionDetail"];
                };
            };
        };
    };
    get_ladder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LadderReply"];
                };
            };
        };
    };
    post_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageInput"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Posted"];
                };
            };
        };
    };
    post_note: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteInput"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Posted"];
                };
            };
        };
    };
    accept_offer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                offer: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InteractionDetail"];
                };
            };
        };
    };
    reject_offer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                offer: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RejectInput"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_recordings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordingList"];
                };
            };
        };
    };
    explain_interaction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoutingView"];
                };
            };
        };
    };
    suggest_for_interaction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suggestions"];
                };
            };
        };
    };
    take_interaction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TakeInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InteractionDetail"];
                };
            };
        };
    };
    transfer_interaction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransferInput"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    wrap_up_interaction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WrapUpInput"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    get_journey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JourneyView"];
                };
            };
        };
    };
    list_articles: {
        parameters: {
            query?: {
                /** @description draft, review, approved or retired; all without */
                state?: string;
                /** @description Where the page before ended */
                cursor?: string;
                /** @description 1 to 200, 50 without */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticleList"];
                };
            };
        };
    };
    create_article: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewArticle"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticleView"];
                };
            };
        };
    };
    read_article: {
        parameters: {
            query?: {
                /** @description The newest version instead of the one in force */
                newest?: boolean;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticleView"];
                };
            };
        };
    };
    update_article: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangedArticle"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticleView"];
                };
            };
        };
    };
    approve_article: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Seen"] | null;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticleView"];
                };
            };
        };
    };
    retire_article: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Seen"] | null;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticleView"];
                };
            };
        };
    };
    submit_article: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Seen"] | null;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticleView"];
                };
            };
        };
    };
    vote_article: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Vote"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Votes"];
                };
            };
        };
    };
    read_menu: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MenuView"];
                };
            };
        };
    };
    search_knowledge: {
        parameters: {
            query?: {
                /** @description The question; without one, everything the axes allow */
                q?: string;
                /** @description Only this product group */
                product?: string;
                /** @description Only this scenario */
                scenario?: string;
                /** @description Only with this compliance topic */
                compliance?: string;
                /** @description 1 to 200, 50 without */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchResult"];
                };
            };
        };
    };
    me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordInput"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    set_my_presence: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PresenceInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Presence"];
                };
            };
        };
    };
    oidc_callback: {
        parameters: {
            query: {
                state: string;
                code: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    oidc_start: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    list_presence: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Items_Presence"];
                };
            };
        };
    };
    list_presence_reasons: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReasonList"];
                };
            };
        };
    };
    list_queues: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_QueueSetting"];
                };
            };
        };
    };
    add_queue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueueBody"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueSetting"];
                };
            };
        };
    };
    change_queue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Versioned_QueueBody"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueSetting"];
                };
            };
        };
    };
    queue_versions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Versions"];
                };
            };
        };
    };
    hear_recording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": number[];
                };
            };
        };
    };
    interval_report: {
        parameters: {
            query?: {
                /** @description Local midnight of today when absent */
                from?: string;
                /** @description Now when absent */
                to?: string;
                by?: components["schemas"]["Dimension"];
                /** @description 15, 30, 60 or 1440 */
                minutes?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntervalReport"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    list_schedules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_ScheduleView"];
                };
            };
        };
    };
    add_schedule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScheduleBody"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScheduleView"];
                };
            };
        };
    };
    change_schedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Versioned_ScheduleBody"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScheduleView"];
                };
            };
        };
    };
    schedule_versions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Versions"];
                };
            };
        };
    };
    list_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    get_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsView"];
                };
            };
        };
    };
    first_step: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FirstStep"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NextStep"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    sign_in_options: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInOffer"];
                };
            };
        };
    };
    second_step: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodeInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_skills: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing_SkillView"];
                };
            };
        };
    };
    add_skill: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SkillBody"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SkillView"];
                };
            };
        };
    };
    change_skill: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Versioned_SkillBody"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SkillView"];
                };
            };
        };
    };
    list_surveys: {
        parameters: {
            query?: {
                /** @description About this agent. */
                agent?: string;
                /** @description `yes`, `partly` or `no`. */
                solved?: string;
                /** @description From the page before. */
                cursor?: string;
                /** @description 1 to 200. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SurveyListing"];
                };
            };
        };
    };
    list_teams: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamList"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    add_team: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTeam"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    change_team: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TeamChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    unlock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemBody"];
                };
            };
        };
    };
    upload_chat_file: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttachmentView"];
                };
            };
        };
    };
    download_chat_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    open_chat: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionAsk"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionGrant"];
                };
            };
        };
    };
    rate_chat: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SurveyAnswer"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    chat_transcript: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
}
