// Everything that can be done here, from the one table of operations. Written by
// `atelier help typescript`; a test holds it to the table.

export interface AssetPage { assets: Array<AssetSummary>; next?: string }
export interface AssetSummary { id: string; title: string; kind: string; media_type: string; file_name: string; bytes: number; width?: number; height?: number; duration_ms?: number; taken_at?: string; added_at: string; thumb_hash?: string; colour?: string; rating?: number; unreadable?: string; trashed_at?: string }
export interface AssetDetail { id: string; title: string; kind: string; media_type: string; file_name: string; bytes: number; width?: number; height?: number; duration_ms?: number; taken_at?: string; added_at: string; thumb_hash?: string; colour?: string; rating?: number; unreadable?: string; trashed_at?: string; digest: string; version: number; orientation?: number; pages?: number; codec?: string; sample_rate?: number; channels?: number; fields: Array<FieldView>; collections: Array<CollectionLink>; versions: Array<VersionView>; vault_folder: string; source_path?: string; text_excerpt?: string }
export interface FieldView { name: string; value: string; origin: string; source: string }
export interface CollectionLink { id: string; name: string }
export interface VersionView { number: number; created_at: string; message: string; by: string; digest: string }
export interface SimilarAssets { assets: Array<SimilarAsset> }
export interface SimilarAsset { distance: number; asset: AssetSummary }
export interface FacetsView { total: number; exact: boolean; facets: Array<FacetView> }
export interface FacetView { name: string; values: Array<FacetValueView> }
export interface FacetValueView { value: string; count: number; label?: string }
export interface TimelineView { total: number; buckets: Array<BucketView> }
export interface BucketView { month?: string; count: number; after?: string }
export interface ChangeView { id: string; state: "running" | "done" | "stopped" | "undoing" | "undone" | "failed"; total: number; done: number; failed: number; what: string; by: string; started_at: string; ended_at?: string; can_undo: boolean; problems: Array<ChangeProblem> }
export interface ChangeProblem { asset?: string; message: string }
export interface ChangeList { changes: Array<ChangeView> }
export interface Collections { collections: Array<CollectionView> }
export interface CollectionView { id: string; name: string; count: number; created_at: string; cover?: string }
export interface Searches { searches: Array<SearchView> }
export interface SearchView { id: string; name: string; query: string; sort?: string; created_at: string }
export interface StoryboardView { columns: number; rows: number; tiles: number; interval_ms: number; width: number; height: number }
export interface AddedAsset { id: string; duplicate: boolean; unreadable?: string }
export interface RevisedAsset { id: string; version: number; changed: boolean; unreadable?: string }
export interface Watches { watches: Array<WatchView> }
export interface WatchView { id: string; path: string; collection?: string; state: string; waiting: number; missing: Array<string>; changed: Array<string> }
export interface StudioView { name: string; folder: string; version: string; assets: number; bytes: number; trashed: number; unreadable: number; free_bytes: number; schema: number; kinds: Array<KindView> }
export interface KindView { kind: string; assets: number; bytes: number }
export interface DoctorView { ok: boolean; checks: Array<CheckView> }
export interface CheckView { name: string; ok: boolean; detail: string; hint?: string }
export interface VerifyView { sound: boolean; objects: number; bytes: number; seconds: number; problems: Array<ProblemView> }
export interface ProblemView { kind: string; asset: string; folder: string; code: string; message: string; repaired: boolean }
export interface RebuildView { assets: number; collections: number; seconds: number; problems: Array<ProblemView> }
export interface CreatedToken { token: string; info: TokenView }
export interface TokenView { id: string; name: string; user: string; scopes: Array<string>; created_at: string; expires_at?: string; last_used_at?: string }
export interface Tokens { tokens: Array<TokenView> }
export interface Users { users: Array<UserView> }
export interface UserView { id: string; name: string; role: string; created_at: string; invited: boolean }
export interface InvitedUser { code: string; expires_at: string; user: UserView }
export interface Sessions { sessions: Array<SessionView> }
export interface SessionView { id: string; kind: string; created_at: string; last_seen_at: string; expires_at: string; address: string; agent: string; current: boolean }
export interface EndedSessions { ended: number }
export interface AuditList { entries: Array<AuditEntryView>; next?: number }
export interface AuditEntryView { number: number; at: string; by: string; via: string; address: string; action: string; subject: string; detail: string; hash: string }
export interface AuditCheck { entries: number; sound: boolean; problems: Array<string> }

export interface Operations {
  /** Find assets by words, kind, date, place, camera, people or any field. */
  "asset.find": { ask: { query?: string; sort?: string; limit?: number; after?: string; trashed?: boolean }; answer: AssetPage };
  /** Show everything that is known about an asset, and who says so. */
  "asset.show": { ask: { id: string; version?: number }; answer: AssetDetail };
  /** Set or clear fields; your word counts more than the file's, and both are kept. */
  "asset.describe": { ask: { id: string; set?: Record<string, string>; clear?: Array<string> }; answer: AssetDetail };
  /** Add or remove tags. */
  "asset.tag": { ask: { id: string; tags?: Array<string>; remove?: Array<string> }; answer: AssetDetail };
  /** Move an asset to the trash; `asset restore` brings it back. */
  "asset.delete": { ask: { id: string }; answer: AssetDetail };
  /** Take an asset out of the trash. */
  "asset.restore": { ask: { id: string }; answer: AssetDetail };
  /** Remove an asset and all its versions for good. */
  "asset.erase": { ask: { id: string; confirm?: string }; answer: Record<string, never> };
  /** Find pictures that look like this one. */
  "asset.similar": { ask: { id: string; limit?: number; distance?: number }; answer: SimilarAssets };
  /** Count what matches by kind, keyword, camera, year, country, creator and rating. */
  "asset.facets": { ask: { query?: string; trashed?: boolean }; answer: FacetsView };
  /** Show how many assets there are in each month, and where their pages begin. */
  "asset.timeline": { ask: { query?: string; sort?: string; trashed?: boolean }; answer: TimelineView };
  /** Change many assets in one step that can be undone. */
  "change.start": { ask: { assets?: Array<string>; query?: string; trashed?: boolean; except?: Array<string>; tags?: Array<string>; untag?: Array<string>; set?: Record<string, string>; clear?: Array<string>; collection?: string; out_of?: string; trash?: boolean; restore?: boolean }; answer: ChangeView };
  /** Show the changes of the last 30 days, newest first. */
  "change.list": { ask: { limit?: number }; answer: ChangeList };
  /** Show how far a change is, and what it could not do. */
  "change.show": { ask: { id: string }; answer: ChangeView };
  /** Stop a change; what it did stays, and can be undone. */
  "change.stop": { ask: { id: string }; answer: ChangeView };
  /** Bring every asset back to what it was before a change; what others did afterwards stays. */
  "change.undo": { ask: { id: string }; answer: ChangeView };
  /** Show the collections and how many assets each has. */
  "collection.list": { ask: Record<string, never>; answer: Collections };
  /** Make a collection. */
  "collection.create": { ask: { name: string }; answer: CollectionView };
  /** Give a collection another name. */
  "collection.rename": { ask: { id: string; name: string }; answer: CollectionView };
  /** Delete a collection; its assets stay. */
  "collection.delete": { ask: { id: string }; answer: Record<string, never> };
  /** Put assets into a collection or take them out. */
  "collection.change": { ask: { id: string; add?: Array<string>; remove?: Array<string> }; answer: CollectionView };
  /** Show the saved searches. */
  "search.list": { ask: Record<string, never>; answer: Searches };
  /** Keep a query under a name, for everybody in the studio. */
  "search.save": { ask: { name: string; query?: string; sort?: string }; answer: SearchView };
  /** Change a saved search's name, query or order. */
  "search.change": { ask: { id: string; name?: string; query?: string; sort?: string }; answer: SearchView };
  /** Delete a saved search; the assets stay. */
  "search.delete": { ask: { id: string }; answer: Record<string, never> };
  /** Show how the small pictures of a film lie on its sheet: tile n is of the time from n times the interval on. */
  "asset.storyboard": { ask: { id: string }; answer: StoryboardView };
  /** Get an original back, byte for byte; ranges are served. */
  "asset.get": { ask: { id: string; version?: number }; answer: Record<string, never> };
  /** Get a picture of an asset, made now if it is missing. */
  "asset.preview": { ask: { id: string; size?: number; format?: string; version?: number }; answer: Record<string, never> };
  /** Get the loudness of a sound over time, coarse to fine, for drawing; 202 with how far it is while it is being made. */
  "asset.peaks": { ask: { id: string }; answer: Record<string, never> };
  /** Get the small pictures of a film on one sheet, as its storyboard says; 202 with how far it is while it is being made. */
  "asset.storyboard_sheet": { ask: { id: string }; answer: Record<string, never> };
  /** Bring in one file as the body; for large ones use /uploads (tus 1.0). */
  "asset.add": { ask: { name: string; collection?: string }; answer: AddedAsset };
  /** Make the body the asset's new version; what people said of it stays, the rest is looked at anew. */
  "asset.revise": { ask: { id: string; name?: string }; answer: RevisedAsset };
  /** Follow what happens as server-sent events; resumes after Last-Event-ID. */
  "event.follow": { ask: Record<string, never>; answer: Record<string, never> };
  /** Show watched folders, and originals in them that are gone or changed. */
  "watch.list": { ask: Record<string, never>; answer: Watches };
  /** Watch a folder: what appears in it comes in once it stopped growing. */
  "watch.add": { ask: { path: string; collection?: string }; answer: WatchView };
  /** Stop watching a folder; what came in stays. */
  "watch.remove": { ask: { id: string }; answer: Record<string, never> };
  /** Show what the studio holds and how much room is left. */
  "studio.show": { ask: Record<string, never>; answer: StudioView };
  /** Look at everything that the studio needs to be well. */
  "studio.doctor": { ask: Record<string, never>; answer: DoctorView };
  /** Prove that every byte is there: hashes, OCFL, and the index against the vault. */
  "studio.verify": { ask: { sample?: number; repair?: boolean }; answer: VerifyView };
  /** Make the index again from the vault alone. */
  "studio.rebuild": { ask: Record<string, never>; answer: RebuildView };
  /** Make a token for a program; it may do what you allow and you may do yourself. */
  "token.create": { ask: { scope?: Array<string>; name?: string; expires_at?: string }; answer: CreatedToken };
  /** Show the tokens that are in use, without their secrets. */
  "token.list": { ask: Record<string, never>; answer: Tokens };
  /** End a token and those that it made. */
  "token.revoke": { ask: { id: string }; answer: Record<string, never> };
  /** Show who may use this studio. */
  "user.list": { ask: Record<string, never>; answer: Users };
  /** Invite somebody; the answer has a code that works once. */
  "user.invite": { ask: { name: string; role?: string }; answer: InvitedUser };
  /** Make a new code for somebody who lost theirs, or their password. */
  "user.invite_again": { ask: { id: string }; answer: InvitedUser };
  /** Give a person another role; the last owner stays owner. */
  "user.change": { ask: { id: string; role: string }; answer: UserView };
  /** Remove a person with their sign-ins and tokens; what they brought in stays. */
  "user.remove": { ask: { id: string }; answer: Record<string, never> };
  /** Show where you are signed in. */
  "session.list": { ask: Record<string, never>; answer: Sessions };
  /** End a sign-in. */
  "session.end": { ask: { id: string }; answer: Record<string, never> };
  /** End all your sign-ins but this one. */
  "session.end_others": { ask: Record<string, never>; answer: EndedSessions };
  /** Show what was done, by whom, newest first. */
  "audit.list": { ask: { before?: number; limit?: number; subject?: string }; answer: AuditList };
  /** Prove that no entry of the audit log was changed, removed or moved. */
  "audit.check": { ask: Record<string, never>; answer: AuditCheck };
}

/** Verb and path below /api/v1; {members} of the path come from the request. */
export const routes: Record<keyof Operations, string> = {
  "asset.find": "GET /assets",
  "asset.show": "GET /assets/{id}",
  "asset.describe": "PATCH /assets/{id}",
  "asset.tag": "POST /assets/{id}/tags",
  "asset.delete": "DELETE /assets/{id}",
  "asset.restore": "POST /assets/{id}/restore",
  "asset.erase": "POST /assets/{id}/erase",
  "asset.similar": "GET /assets/{id}/similar",
  "asset.facets": "GET /facets",
  "asset.timeline": "GET /timeline",
  "change.start": "POST /changes",
  "change.list": "GET /changes",
  "change.show": "GET /changes/{id}",
  "change.stop": "POST /changes/{id}/stop",
  "change.undo": "POST /changes/{id}/undo",
  "collection.list": "GET /collections",
  "collection.create": "POST /collections",
  "collection.rename": "PATCH /collections/{id}",
  "collection.delete": "DELETE /collections/{id}",
  "collection.change": "POST /collections/{id}/assets",
  "search.list": "GET /searches",
  "search.save": "POST /searches",
  "search.change": "PATCH /searches/{id}",
  "search.delete": "DELETE /searches/{id}",
  "asset.storyboard": "GET /assets/{id}/storyboard",
  "asset.get": "GET /assets/{id}/original",
  "asset.preview": "GET /assets/{id}/preview",
  "asset.peaks": "GET /assets/{id}/peaks",
  "asset.storyboard_sheet": "GET /assets/{id}/storyboard/sheet",
  "asset.add": "POST /assets",
  "asset.revise": "POST /assets/{id}/original",
  "event.follow": "GET /events",
  "watch.list": "GET /watches",
  "watch.add": "POST /watches",
  "watch.remove": "DELETE /watches/{id}",
  "studio.show": "GET /studio",
  "studio.doctor": "GET /doctor",
  "studio.verify": "POST /verify",
  "studio.rebuild": "POST /rebuild",
  "token.create": "POST /tokens",
  "token.list": "GET /tokens",
  "token.revoke": "DELETE /tokens/{id}",
  "user.list": "GET /users",
  "user.invite": "POST /users",
  "user.invite_again": "POST /users/{id}/invitation",
  "user.change": "PATCH /users/{id}",
  "user.remove": "DELETE /users/{id}",
  "session.list": "GET /sessions",
  "session.end": "DELETE /sessions/{id}",
  "session.end_others": "DELETE /sessions",
  "audit.list": "GET /audit",
  "audit.check": "GET /audit/check",
};
