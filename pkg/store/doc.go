// Package store is the only room with bbolt: buckets, keys, transactions and
// migrations of the case file. It keeps bytes and knows their order; what they
// mean is the business of the rooms that hand them over, and only package
// casebook writes through it.
//
// The layout of a case file:
//
//	meta              format       -> layout version, decimal
//	                  origin       -> own origin and key fingerprint
//	                  head         -> signed head with the Merkle frontier
//	                  pending      -> first sequence of an unfinished import
//	log/<origin>      <be64 n>     -> root of 256 leaves, zstd of 256 lines
//	tail/<origin>     <be64 seq>   -> exact bytes of one entry
//	gone/<origin>     <be64 seq> <log2 of the size> -> what is left of entries that are not here: c|o, root of their subtree
//	heads/<origin>    <be64 size> <root> -> head, to whom it was given, from whom received, by whom acknowledged, whether it is of a fork, with which signature an old key has handed over to the next
//	trust             <origin>     -> keys, since when, revoked when
//	view/<kind>       <key>        -> one row of the view
//	links             <subject> 0 o|i 0 <relation> 0 <other> 0 <since> 0 <origin> -> link entry
//	facts             <subject> 0 <be64 at> <entry id> -> fact entry
//	subjects          <kind/key>   -> its entries, left out while there is one
//	counts            <operation> 0 <kind> 0 <status> [0 <method> 0 <agency> 0 <place>] -> decimal
//	covers            <pattern> 0 <order> 0 <event> -> nothing
//	changes           <be64 instant> <kind/key> -> nothing
//
// The entries of another origin come in any order and with gaps: while a bundle
// has one, its entries stay in tail, one by one, so that a gap can be filled
// later. A bundle that is complete is packed as an own one is. What is left out
// is in gone, as subtrees that are aligned to their size; c stands for entries
// about the case file and not about a record, o for all others.
//
// The log is the truth. All from view on down is a cache that is written in
// the same transaction and can be made again from the log.
package store
