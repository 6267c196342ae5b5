const WORDS = `
password passwort passw password1 passwordpassword mypassword thepassword newpassword changeme changemenow
letmein letmeinnow letmeinplease welcome welcomeback welcometobank welcomewelcome qwerty qwertyuiop qwertyqwerty
qwertyuiopasdf asdfghjkl asdfghjklasdf zxcvbnm qazwsx qazwsxedc qazwsxedcrfv onetwothree abcdef abcdefg abcdefgh
abcdefghijkl abcabcabcabc iloveyou iloveyouforever iloveyoubaby sunshine sunshinesunshine princess princesses monkey
monkeymonkey dragon dragondragon football footballfootball baseball baseballbaseball basketball superman batman
spiderman starwars starwarsrules pokemon pokemonpokemon michael jennifer jessica ashley charlie jordan hunter ranger
buster soccer hockey killer george andrew daniel joshua matthew thomas robert summer winter autumn spring
summertime wintertime springtime january february march april june july august september october november december
monday tuesday wednesday thursday friday saturday sunday master masterkey mastermaster secret topsecret secretsecret
trustno trustnoone shadow shadowshadow whatever whateverwhatever freedom freedomfreedom computer computercomputer
internet internetinternet samsung samsungsamsung google googlegoogle facebook microsoft administrator administratoradmin
admin adminadmin adminadminadmin root rootroot rootrootroot guest guestguest test testtest testtesttest testing
testingtesting default defaultpassword temporary temporarypassword temppassword banking bankpassword bankbankbank
analyst approver viewer auditor mybankpassword moneymoney moneymoneymoney dollars millionaire financefinance
chocolate chocolatechocolate cheese cookie butterfly butterflies purple orange yellow silver golden diamond
correcthorsebatterystaple correcthorse hellohello helloworld helloworldhello hello goodbye blessed jesuschrist jesus
godisgood godisgreat liverpool liverpoolfc manchester manchesterunited arsenal chelsea barcelona realmadrid juventus
aaaaaaaaaaaa nothing nothingnothing nopassword nopasswordhere unknown access accessaccess accessgranted opensesame
password123 administrator1 qwerty123456 qwertyuiop123 q1w2e3r4t5y6 1q2w3e4r5t6y zaq12wsxcde3 1qaz2wsx3edc
1q2w3e4r5t6y7u8i 123456789012 1234567890123 123456123456 123123123123 121212121212 112233445566 987654321098
000000000000 111111111111 098765432109 012345678901 0123456789012 123456789abc abc123456789 a1b2c3d4e5f6 1a2b3c4d5e6f
`;

/** Guessed first by everyone who guesses: too few to weigh anything, many enough to stop the lists' first pages. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(WORDS.trim().split(/\s+/));
