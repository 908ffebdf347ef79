"""What pages say about accounts, access and the audit trail. Templates translate it."""

from bot.domain.accounts import DONE_BY_OWNER, AccountRefusal, AccountState, Method, NoticeKind
from bot.web.languages import translatable as t

METHODS = {
    Method.CODE: t("Password and code"),
    Method.RECOVERY_CODE: t("Password and recovery code"),
    Method.PASSKEY: t("Passkey"),
    Method.ORGANISATION: t("Your organisation's sign-in"),
    Method.INVITATION: t("Invitation"),
}

STATES = {
    AccountState.ACTIVE: t("Can sign in"),
    AccountState.INVITED: t("Invited"),
    AccountState.DEACTIVATED: t("Deactivated"),
}

NOTICES = {
    NoticeKind.NEW_BROWSER: t("Your account was used to sign in from a browser that is new to us."),
    NoticeKind.RECOVERY_CODE_USED: t("One of your recovery codes was used to sign in."),
    NoticeKind.PASSWORD_CHANGED: t("Your password was changed."),
    NoticeKind.AUTHENTICATOR_CHANGED: t("Your authenticator app was changed."),
    NoticeKind.PASSKEY_ADDED: t("A passkey was added to your account."),
    NoticeKind.PASSKEY_REMOVED: t("A passkey was removed from your account."),
    NoticeKind.ORGANISATION_LINKED: t("Your organisation's sign-in was linked with your account."),
    NoticeKind.COVER_NAMED: t("You are named as cover for a colleague."),
    NoticeKind.COVER_TAKEN_BACK: t("Cover that you were named for has ended or was taken back."),
    NoticeKind.NUMBER_CLASHES: t(
        "The number of an account is also a young person's. Nobody is told by it: find out whose it is, "
        "and have one of the two changed."
    ),
    NoticeKind.ROLE_CHANGED: t("Your role was changed by an administrator."),
    NoticeKind.ADDRESSES_CHANGED: t(
        "An administrator changed the number or e-mail address by which you are told."
    ),
    NoticeKind.GLASS_BROKEN: t("A duty manager opened the record of a young person you work with."),
    NoticeKind.ASKED_TO_CORRECT: t("A young person asked us to put right what we keep about them."),
    NoticeKind.ASKED_TO_DELETE: t(
        "A young person asked us to delete what we keep about them. A person decides about it."
    ),
}

# Beside these stands what to do when it was somebody else.
WAS_IT_YOU = DONE_BY_OWNER
# Where the rest of a notice is read.
PLACES = {NoticeKind.COVER_NAMED: "/rota", NoticeKind.COVER_TAKEN_BACK: "/rota"}

REFUSALS = {
    AccountRefusal.NOT_ALLOWED: t("Only an administrator can do that."),
    AccountRefusal.OWN_ACCOUNT: t("Ask another administrator: nobody changes their own role or place."),
    AccountRefusal.LAST_OF_ROLE: t(
        "They are the last who can sign in with this role. Give it to somebody else first."
    ),
    AccountRefusal.STILL_HOLDS: t(
        "They still work with young people or have open alerts. Hand those over first."
    ),
    "role_needed": t("Select a role"),
}

PROBLEMS = {
    "current_wrong": t("Your password is not right"),
    "sign_in_again": t("Sign out and in again first: this needs a sign-in of the last 10 minutes"),
    "too_many": t("Too many attempts. Wait 15 minutes, then try again"),
    "not_the_same": t("The two passwords are not the same"),
    "password_length": t("A password has 12 to 200 characters"),
    "code_wrong": t("The code is not right. Each code works once: wait for the next one"),
    "passkey_not_made": t("The passkey was not made. Try again"),
    "only_way_in": t("This is the only way into your account. Add another first"),
    "provider_down": t("Your organisation's sign-in cannot be reached. Try again later"),
    "username_needed": t("Enter a user name"),
    "username_taken": t("That user name is taken. Choose another"),
    "name_needed": t("Enter a name"),
    "role_needed": t("Select a role"),
    "email_wrong": t("Enter an e-mail address, such as name@example.org, or none"),
    "phone_wrong": t("Enter a whole telephone number, or none"),
    "choose_everybody": t("Choose who takes each of these, or one person for all"),
    "choose_somebody": t("Choose a person and what they are to be"),
    "already_there": t("They are that already, or cannot work with young people"),
    "last_assigned": t("Nobody assigned would be left. Assign somebody else first"),
    "reason_needed": t("Say why in 10 to 1,000 characters"),
}

# Why a sign-in did not succeed, beside what the form itself knows.
SIGN_IN = {
    "elsewhere": t("Sign in with your organisation's account: your service has chosen that."),
    "passkey": t("That passkey does not open an account here. Try again, or sign in another way."),
    "provider_down": t(
        "Your organisation's sign-in cannot be reached. Sign in another way, or try again later."
    ),
    "provider_refused": t("Your organisation's sign-in did not tell us who you are. Try again."),
    "provider_state": t("That took too long, or was begun in another browser. Try again."),
    "not_linked": t(
        "Your organisation knows you, but that account is not linked with one here. Ask your administrator "
        "for an invitation."
    ),
}

HELD = {
    "assigned": t("Assigned practitioner"),
    "deputy": t("Deputy"),
    "alert": t("Open alert"),
}

ACTORS = {
    "service": t("Hafan itself"),
    "anybody": t("Somebody not signed in"),
    "owner": t("The command line"),
    "young_person": t("The young person"),
}

ACTIONS = {
    "account:accept": t("Accepted an invitation"),
    "account:add": t("Added an account"),
    "account:add_passkey": t("Added a passkey"),
    "account:change_addresses": t("Changed how somebody is told"),
    "account:change_authenticator": t("Changed their authenticator app"),
    "account:change_password": t("Changed their password"),
    "account:change_role": t("Changed a role"),
    "account:deactivate": t("Deactivated an account"),
    "account:end_session": t("Ended a session"),
    "account:hand_over": t("Handed a caseload over"),
    "account:invite": t("Invited somebody"),
    "account:link": t("Linked their organisation's sign-in"),
    "account:remove_passkey": t("Removed a passkey"),
    "account:renew_codes": t("Made new recovery codes"),
    "account:revoke_invitation": t("Revoked an invitation"),
    "account:unlink": t("Unlinked their organisation's sign-in"),
    "agency:change": t("Changed how an agency is reached"),
    "agency:test": t("Tested how an agency is reached"),
    "alert:acknowledge": t("Acknowledged an alert"),
    "alert:action": t("Recorded what was done about an alert"),
    "alert:climb": t("An alert climbed"),
    "alert:close": t("Closed an alert"),
    "alert:correct": t("Corrected what was recorded about an alert"),
    "alert:look": t("Looked at an alert"),
    "assignment:begin": t("Assigned somebody"),
    "assignment:end": t("Ended an assignment"),
    "assignment:list": t("Looked at who works with whom"),
    "audit:export": t("Exported the ends of the chains"),
    "audit:look": t("Looked at the audit trail"),
    "audit:verify": t("Verified the audit trail"),
    "break_glass:end": t("Closed a record opened in an emergency"),
    "break_glass:open": t("Opened a record in an emergency"),
    "break_glass:review": t("Reviewed an opening in an emergency"),
    "call:press": t("Pressed a key in a call"),
    "case_note:add": t("Wrote a note"),
    "caseload:look": t("Looked at the caseload"),
    "caseload:search": t("Searched the caseload"),
    "chat:close": t("Closed a web chat"),
    "chat:enter": t("A young person opened the web chat"),
    "chat:invite": t("Invited a young person to the web chat"),
    "chat:lock": t("The web chat was locked"),
    "chat:look": t("Looked at the way into a web chat"),
    "chat:refuse": t("A wrong PIN for the web chat"),
    "chat:unseen": t("Nobody saw a message in the web chat, so it was texted"),
    "chat:want_link": t("Somebody asked for a new link to the web chat"),
    "check_in:go_on": t("A check-in went on"),
    "check_in:open": t("A check-in was opened"),
    "check_in:put_off": t("A young person put a check-in off"),
    "check_in:remind": t("A reminder was sent"),
    "clock:climb": t("A clock climbed"),
    "concern:record": t("A concern was recorded"),
    "consent:record": t("Recorded whether they agree to texts"),
    "contact_profile:change": t("Changed how a young person is reached safely"),
    "contact_profile:look": t("Looked at how a young person is reached safely"),
    "conversation:hand_back": t("Handed a conversation back"),
    "conversation:look": t("Looked at a conversation"),
    "conversation:take_over": t("Took a conversation over"),
    "conversation:waits": t("A young person waited for an answer"),
    "dispatch:deal_with": t("Dealt with what was not delivered"),
    "dispatch:die": t("A text could not be sent"),
    "dispatch:withhold": t("A text was held back"),
    "draft:keep": t("Kept what somebody was writing"),
    "drill:start": t("Started a drill"),
    "drill:stop": t("Stopped a drill"),
    "false_alarms:look": t("Looked at false alarms"),
    "form:keep": t("Kept a form of somebody whose sign-in ran out"),
    "message:accept": t("A message came in"),
    "message:read": t("Read a message"),
    "message:write": t("Wrote to a young person"),
    "model:promote": t("Let a new version of the assistant serve"),
    "model:roll_back": t("Went back to the earlier version of the assistant"),
    "example:add": t("Added examples"),
    "example:answers": t("Read the answers about examples that were handed over"),
    "example:changed": t("Changed an example"),
    "example:export": t("Downloaded the changes to the examples"),
    "example:hand_over": t("Handed an example over to the safeguarding leads"),
    "example:moved": t("Moved an example to another topic"),
    "example:removed": t("Removed an example"),
    "example:undo": t("Undid a change to an example"),
    "model:ask": t("Asked that a model serve"),
    "model:cancel": t("Cancelled the training of a model"),
    "model:compare": t("Looked at the comparison of a model"),
    "model:decline": t("Declined that a model serve"),
    "model:refuse": t("Was refused a model"),
    "model:train": t("Began to train a model"),
    "model:train_failed": t("The training of a model failed"),
    "model:trained": t("A model was trained"),
    "own_data:copy": t("A young person took a copy of what we keep"),
    "own_data:correct": t("A young person asked us to put something right"),
    "own_data:delete": t("A young person asked us to delete what we keep"),
    "own_data:look": t("A young person looked at what we keep"),
    "plan:change": t("Changed a plan of check-ins"),
    "plan:look": t("Looked at a plan of check-ins"),
    "reading_list:climb": t("Somebody was told of unread messages"),
    "reading_list:look": t("Looked at the reading list"),
    "message:misunderstood": t("Marked a message as misunderstood"),
    "message:release": t("Asked for a message to be released"),
    "message:release_look": t("Looked at a message before releasing it"),
    "message:set_aside": t("Left a message unreleased"),
    "release:look": t("Looked at the messages that may be released"),
    "release:take_back": t("Took a released message back"),
    "released:look": t("Looked at the released messages"),
    "released:settle": t("Dealt with a released message"),
    "review:decide": t("Decided about a released message"),
    "review:look": t("Looked at released messages as a trainer"),
    "report:begin": t("Began a report"),
    "report:export": t("Exported a report"),
    "report:look": t("Looked at a report"),
    "report:save": t("Saved a report"),
    "rota:cover": t("Named cover"),
    "rota:end_cover": t("Ended cover"),
    "rota:end_leave": t("Ended leave"),
    "rota:end_on_call": t("Took somebody off call"),
    "rota:hours": t("Entered working hours"),
    "rota:lead_order": t("Changed the order of the leads"),
    "rota:leave": t("Entered leave"),
    "rota:on_call": t("Put somebody on call"),
    "rota:team": t("Changed a team"),
    "safeguarding:approved": t("Approved a change to screening"),
    "safeguarding:check": t("Had a change to screening checked"),
    "safeguarding:check_failed": t("Checking a change to screening was interrupted"),
    "safeguarding:checked": t("A change to screening was checked"),
    "safeguarding:export": t("Exported changes to screening"),
    "safeguarding:propose": t("Proposed a change to screening"),
    "safeguarding:refused": t("Did not approve a change to screening"),
    "safeguarding:settle": t("Answered about an example that was handed over"),
    "safeguarding:answer_back": t("Took back that an example is harmless"),
    "safeguarding:try": t("Tried a rule on the messages of the last 90 days"),
    "safeguarding:taken_back": t("Took a change to screening back"),
    "safeguarding:words": t("Read words that a changed rule hears"),
    "safeguarding:write": t("Wrote a change to screening"),
    "session:add": t("Wrote down a session"),
    "session:cancel": t("Cancelled a session"),
    "session:list": t("Looked at group sessions"),
    "sign_in:end": t("Signed out"),
    "sign_in:refuse": t("Was refused at sign-in"),
    "sign_in:succeed": t("Signed in"),
    "staff_message:accept": t("A text from one of the staff came in"),
    "task:finish": t("Finished a task"),
    "unknown_message:accept": t("A message from an unknown number came in"),
    "unknown_message:look": t("Looked at messages from unknown numbers"),
    "unknown_message:read": t("Read a message from an unknown number"),
    "young_person:add": t("Added a young person"),
    "young_person:ask_who": t("Asked whether it is them"),
    "young_person:check_in": t("Asked for a check-in"),
    "young_person:doubt": t("It may not be them who wrote"),
    "young_person:language": t("A young person chose another language"),
    "young_person:look": t("Looked at a young person's page"),
    "young_person:opt_in": t("A young person asked for texts again"),
    "young_person:opt_out": t("A young person asked us to stop"),
    "young_person:pause": t("Contact was paused"),
    "young_person:print": t("Printed a record"),
    "young_person:read": t("Marked messages as read"),
    "young_person:refuse": t("Was refused to add a number that is here already"),
    "young_person:resume": t("Resumed contact"),
}
