/** One kind of signal: a text carries it or not. Every pattern is linear in the text, which may be an attacker's. */
type Signal = { readonly rule: string; readonly patterns: readonly RegExp[] };

const of = (...parts: string[]): RegExp => new RegExp(parts.join(''), 'iu');

/** A few words at most may stand between two halves of a sign: "ignore all of the previous instructions". */
const FEW = '(?:[^\\s.;!?]+\\s+){0,4}?';
/** Where an order begins. "Customers who act as guarantors" is a question, "act as a pirate" is none. */
const ORDERED =
  '(?:^|[.!?;:,\\n]\\s*|\\b(?:please|now|just|then|and|you (?:are to|must|should|will|shall|need to|have to)|(?:want|need|like|ask) you to)\\s+)';
const DROP = '(?:ignore|disregard|forget|override|overrule|bypass|circumvent|discard|neglect|skip|violate|break)';
const EARLIER = '(?:previous|prior|above|earlier|preceding|foregoing|initial|original|former|past)';
/** What a machine is told to work by. A bank has rules and policies too: those count only as the machine's own. */
const ORDERS = '(?:instructions?|prompts?|directives?|programming|system messages?)';
const LIMITS = '(?:rules|guidelines|restrictions|limitations|filters?|safeguards|guardrails|constraints|training)';
const TELL =
  '(?:reveal|show|print|repeat|output|display|tell|give|write|leak|expose|share|copy|recite|translate|summari[sz]e|describe|list|return|echo|spell|encode|say|post|paste|type)';
const SECRET = `(?:${EARLIER}|system|hidden|secret|internal|full|entire|exact|complete|confidential|own|first)`;
const MACHINE = '(?:ai|bot|chat ?bot|chat ?gpt|language model|persona)';

const INSTRUCTIONS: readonly RegExp[] = [
  of(ORDERED, DROP, '\\s+', FEW, EARLIER, '\\s+(?:system |given |chat |user )?', `(?:${ORDERS}|${LIMITS}|context)\\b`),
  of('\\b', DROP, '\\s+', FEW, 'your\\s+', FEW, `(?:${ORDERS}|${LIMITS})\\b`),
  of(
    ORDERED,
    DROP,
    '\\s+(?:every(?:thing)?|all|any|anything)\\s+',
    FEW,
    '(?:you (?:were|have|are|know)|i (?:said|told))\\b',
  ),
  of(
    ORDERED,
    DROP,
    '\\s+(?:all|any|the|these|those)\\s+(?:of (?:the|your) )?(?:instructions|prompts?|directives)\\s*(?:[.!?,:;]|$|and\\b)',
  ),
  of(ORDERED, '(?:stop|ignore|forget|disregard) everything\\b|\\b(?:admin\\w*|system|developer|root) override\\s*[:!]'),
  of(
    "\\b(?:do not|don['’]t|stop|never) (?:follow|obey|adher\\w+ to|comply\\w* with|listen\\w* to)\\w*\\s+(?:your|any of your|the above)\\s+",
    FEW,
    `(?:${ORDERS}|${LIMITS})\\b`,
  ),
  of(
    '\\b(?:new|updated|real|actual|revised) (?:instructions?|directives?|system prompt)\\s*(?:for you\\b|:)|\\[insert (?:\\S+ )?(?:prompt|question|request)s?\\b',
  ),
];

const EXTRACTION: readonly RegExp[] = [
  of(
    '\\b',
    TELL,
    '\\s+',
    FEW,
    `(?:your|the)\\s+(?:${SECRET}\\s+)*(?:system (?:prompts?|messages?|instructions?)|prompts?\\b(?! payment))`,
  ),
  of('\\b', TELL, '\\s+', FEW, `your\\s+(?:${SECRET}\\s+)*(?:${ORDERS}|rules|guidelines)\\b`),
  of('\\bwhat (?:is|are|was|were)\\s+', FEW, `your\\s+(?:${SECRET}\\s+)*(?:${ORDERS}|guidelines)\\b`),
  of(
    '\\b',
    TELL,
    '\\s+',
    FEW,
    '(?:everything|text|words|lines?|sentences?|content|messages?) (?:written |stated )?(?:above|before this)\\s*(?:[.!?:;"\']|$|this|in )',
  ),
  of('\\b(?:your|the) (?:system|initial|hidden|secret|pre-?) ?prompts?\\b|\\bsystem ?prompt\\b'),
];

const PERSONA: readonly RegExp[] = [
  of(
    '\\b(?:from now on|from this moment|henceforth|starting now|for the rest of (?:this|our) (?:chat|conversation))\\b[,\\s]+(?:you|your|act|pretend|respond|answer)\\b',
  ),
  of(
    '\\byou (?:are|will|shall|must|should|can)\\s+(?:now\\s+)?(?:to |be )?(?:act(?:ing)? (?:as|like)|pretend|play the|playing|simulat|role-?play|impersonat|become\\b|freed\\b|(?:always|only|never) (?:answer|reply|respond|speak|say)|(?:answer|reply|respond|prefix|preface)\\w* (?:only|every|all|each|as|my)\\b)',
  ),
  of("\\byou(?:['’]re| are) (?:now|no longer|free from|going to (?:act|pretend|be|play)|chat ?gpt)\\b"),
  of("\\byou(?:['’]re| are)(?: not)? (?:an?|the) (?:\\S+ ){0,3}?", `(?:${MACHINE}|character|terminal|interpreter)\\b`),
  of(
    ORDERED,
    "(?:pretend|act|role-?play|behave|respond|answer|speak|imagine)\\s+(?:to be|that you|as if you|as though you|you(?: are|['’]re)|(?:as|like) an?\\s+(?:\\S+\\s+){0,3}?",
    `(?:${MACHINE}|assistant|model|character|terminal|interpreter|hacker|person|game)\\b)`,
  ),
  of(
    ORDERED,
    '(?:take on|assume|adopt|play)\\s+the (?:role|persona|part|identity) of\\b|\\b(?:alter ego|separate personas|in character)\\b',
  ),
  of('\\b(?:jail ?break\\w*|jailbroken|developer mode|dan mode|god mode|do anything now|evil mode)\\b'),
  of(
    '\\b(?:start|begin|prefix|preface|end|finish) (?:\\S+ ){0,2}?(?:your|every|each|all) (?:\\S+ )?(?:answer|reply|replies|response|message|output|sentence)s?\\b',
  ),
  of(
    "\\bas an? (?:ai|artificial intelligence|(?:large )?language model)\\b|\\b(?:openai|chat ?gpt)(?:['’]s)? (?:\\S+ )?(?:polic(?:y|ies)|guidelines|rules|restrictions|filters)",
  ),
  of(
    '\\bchat ?gpt (?:will|now|is|must|only|acts?|replies|answers|never|always)\\b|\\bassistant (?:now )?(?:acts|replies|answers|responds)\\b',
  ),
  of(
    '\\b(?:without|free of|free from|no|ignoring) (?:any )?(?:(?:moral|ethical|openai|ai)\\s*(?:or|and|,)?\\s*)+(?:restrictions?|limitations?|filters?|guidelines|constraints|boundaries|principles)\\b',
  ),
  of(
    `\\b(?:you|${MACHINE}) (?:called \\S+ |named \\S+ )?(?:that |which |who )?(?:has|have|with|(?:is|are) not bound by|without) (?:any |no |zero )(?:\\S+ )?(?:restrictions?|limitations?|limits|morals|ethics|filters?|guidelines|rules)\\b`,
  ),
  of('\\b(?:uncensored|unfiltered|amoral) (?:and \\S+ )?(?:ai|assistant|model|response|answer|chatbot|output)s?\\b'),
];

/**
 * Signals that a business question does not carry. Nothing is blocked for its vocabulary: "deleted accounts", "a drop in
 * deposits" and "ignore closed loans" are banking, and so are a bank's own rules, prompt payments and the instructions
 * of customers. What counts is a sentence about the machine itself, or text that only a machine reads.
 */
const SIGNALS: readonly Signal[] = [
  {
    // What is asked is not what is read: characters nobody sees, marks piled on letters, look-alike alphabets.
    rule: 'screen.hidden_unicode',
    patterns: [
      /[\u{E0000}-\u{E007F}\u202A-\u202E\u2066-\u2069]|[\u200B-\u200D\u2060\uFEFF]{2,}/u,
      /\p{Mn}{4,}|[\u{1D400}-\u{1D7FF}]{3,}|[\u2800-\u28FF]{4,}/u,
    ],
  },
  {
    // Tokens of chat templates pretend to end the question and to speak as somebody else.
    rule: 'screen.chat_template',
    patterns: [
      /<\|[\w-]{2,32}\|>|\[\/?INST\]|<<\/?SYS>>|<\/?(?:system|assistant|user|human)>|\[(?:system|assistant)\]\s*[(:]/i,
      /^\s*#{2,}\s*(?:instructions?|system|assistant|response|human|user)\b/im,
      /^\s*(?:system|assistant|human|user)\s*:[^]*^\s*(?:system|assistant|human|user)\s*:/im,
      /^\s*(?:assistant|system (?:prompt|message))\s*:\s*\S/im,
    ],
  },
  { rule: 'screen.instructions', patterns: INSTRUCTIONS },
  // The machine's own instructions are no data of a bank.
  { rule: 'screen.prompt_extraction', patterns: EXTRACTION },
  // A question tells whom it is about, never who is to answer it.
  { rule: 'screen.persona', patterns: PERSONA },
  {
    // Account numbers, hashes in hexadecimal and lists of codes are none of these.
    rule: 'screen.encoded_payload',
    patterns: [
      /(?<![\w+/])(?=[\w+/]*[a-z])(?=[\w+/]*[A-Z])(?=[\w+/]*\d)[A-Za-z0-9+/]{40,}={0,2}(?![\w+/])/,
      /(?:\\x[0-9a-f]{2}){4,}|(?:\\u[0-9a-f]{4}){4,}|(?:%[0-9a-f]{2}){6,}|(?:&#x?[0-9a-f]{2,6};){4,}/i,
      /(?<![01])(?:[01]{8}\s+){4,}[01]{8}|(?:[.\u00b7-]{1,6}\s+){12,}/,
      /\b(?:decode|decrypt|decipher|interpret|execute|run|follow|obey)\b[^.!?\n]{0,60}\b(?:base ?-?(?:16|32|64|85)|rot-?13|hexadecimal|morse|caesar|atbash|braille|ascii85|uuencod\w+|zalgo)\b/i,
    ],
  },
  {
    // A second statement, or a condition that is always true, behind a closed quote.
    rule: 'screen.stacked_sql',
    patterns: [
      /;\s*(?:(?:drop|create|alter|truncate)\s+(?:table|user|role|function|view|database|schema|extension|system)|delete\s+from|insert\s+into|update\s+\S+\s+set|grant\s+\S+\s+(?:on|to)|exec(?:ute)?\s+(?:immediate|xp_|sp_))\b/i,
      /['")]\s*(?:or|and)\s+['"(]?\s*(\w+)\s*['"]?\s*=\s*['"]?\s*\1\b|\bunion\s+(?:all\s+)?select\b[^]*\b(?:from|null|\d)/i,
      /['"]\s*;\s*--|\b(?:pg_sleep|xp_cmdshell|waitfor\s+delay)\s*[('"]/i,
    ],
  },
  {
    // Pages, shells and interpreters obey these.
    rule: 'screen.code',
    patterns: [
      /<(?:script|iframe|object|embed|svg|img|style|link|meta|form|body|input|base)(?:[\s/]+[\w-]+\s*=|\s*\/?>)/i,
      /\b(?:javascript|vbscript|data:text\/html)\s*:|\bon(?:error|load|click|mouseover|focus)\s*=/i,
      /!\[[^\]]*\]\(\s*(?:https?:)?\/\/|\{\{[^}]{1,200}\}\}|\$\{\s*[a-z][^}]{1,200}\}|\\(?:x1b|u001b|033)\[/i,
      /\$\(\s*[a-z][^)]{2,200}\)|\/bin\/(?:ba|z|k)?sh\b|`\s*(?:ls|cat|rm|curl|wget|nc|sh|bash|touch|whoami)\b[^`]{0,200}`/i,
      /\b__[a-z]{3,20}__\b|\b(?:os\.system|subprocess\.\w+|eval|exec|child_process|console\.log)\(|\b(?:alert|prompt|require)\([\d'"`]/i,
    ],
  },
];

/** A text that is SQL as a whole hides no second one from its reader: it goes the way of every question. */
const SQL = /^\s*(?:select|with|values|table|insert|update|delete|drop|copy|create|alter|truncate|grant|set)\s/i;

/** The rule of the first signal found, or null. */
export function judgeQuestion(text: string): string | null {
  const found = SIGNALS.find(
    ({ rule, patterns }) =>
      !(rule === 'screen.stacked_sql' && SQL.test(text)) && patterns.some((pattern) => pattern.test(text)),
  );
  return found?.rule ?? null;
}
