/** The page's own words. What is said about an order comes from BankID's recommended texts. */
export interface PageTexts {
  readonly title: string
  readonly start: string
  readonly whichDevice: string
  readonly thisDevice: string
  readonly otherDevice: string
  readonly needsScript: string
  readonly scan: string
  readonly qrLabel: string
  readonly openApp: string
  readonly timeLeft: string
  readonly seconds: string
  readonly cancel: string
  readonly cancelled: string
  readonly failed: string
  readonly retry: string
  readonly otherWay: string
  readonly signed: string
  readonly goOn: string
  readonly otherWindow: string
  readonly lostReturn: string
  readonly otherBrowser: string
  readonly busy: string
  readonly foreign: string
  readonly technical: string
  readonly welcome: string
  readonly name: string
  readonly number: string
  readonly proof: string
  readonly proven: string
  readonly sameAddress: string
  readonly otherAddress: string
  readonly address: string
  readonly logout: string
  readonly loggedOut: string
  readonly simulated: string
  readonly simulatorHelp: string
  readonly scanHelp: string
  readonly copy: string
  readonly copied: string
  readonly openSimulator: string
  readonly realLink: string
  readonly otherLanguage: string
  readonly notHere: string
  readonly refused: string
  readonly toStart: string
}

export type PageLanguage = 'sv' | 'en'

export const pageTexts: Readonly<Record<PageLanguage, PageTexts>> = {
  en: {
    title: 'Log in with BankID',
    start: 'Log in',
    whichDevice: 'Where is your BankID?',
    thisDevice: 'BankID on this device',
    otherDevice: 'BankID on another device',
    needsScript:
      'BankID on this device needs JavaScript, by which the page sees that you come back. On another device it works without.',
    scan: 'Open the BankID app on your other device and scan the QR code.',
    qrLabel: 'QR code for the BankID app. It changes every second.',
    openApp: 'Open the BankID app',
    timeLeft: 'Time left:',
    seconds: 'seconds',
    cancel: 'Cancel',
    cancelled: 'The login was cancelled.',
    failed: 'The login did not work',
    retry: 'Try again',
    otherWay: 'Choose another way',
    signed: 'You have identified yourself',
    goOn: 'Continue',
    otherWindow: 'Go on in the window that the BankID app opened.',
    lostReturn:
      'Did the app open another browser than this one? Then nobody is logged in there. Try again here, or use a QR code, which works with every browser.',
    otherBrowser:
      'The BankID app opened this browser, but the login was started in another one. Go back to that browser, or start again here. A QR code works with every browser.',
    busy: 'Too many logins are under way. Try again in some minutes',
    foreign: 'The login was started in another browser or window, so nobody was logged in. Start again here.',
    technical: 'A technical error occurred at this service. Please try again later.',
    welcome: 'Welcome',
    name: 'Name',
    number: 'Personal number',
    proof: 'Signature',
    proven: 'checked: certificate, revocation and order fit',
    address: 'Network',
    sameAddress: 'app and browser have the same address',
    otherAddress: 'app and browser have different addresses',
    logout: 'Log out',
    loggedOut: 'You are logged out.',
    simulated: 'Simulated BankID: nothing here is real.',
    simulatorHelp:
      'The simulated app opens in a new tab. Your browser warns of its certificate, which the simulator made itself.',
    scanHelp: 'Text of this second’s QR code. Paste it into the simulated app within five seconds.',
    copy: 'Copy',
    copied: 'Copied',
    openSimulator: 'Open the simulated app',
    realLink: 'The link that a real app would get',
    otherLanguage: 'På svenska',
    notHere: 'There is nothing here',
    refused: 'This was not sent from a page of this login',
    toStart: 'To the start',
  },
  sv: {
    title: 'Logga in med BankID',
    start: 'Logga in',
    whichDevice: 'Var finns ditt BankID?',
    thisDevice: 'BankID på den här enheten',
    otherDevice: 'BankID på en annan enhet',
    needsScript:
      'BankID på den här enheten kräver JavaScript, så att sidan ser att du kommer tillbaka. På en annan enhet går det utan.',
    scan: 'Öppna BankID-appen på din andra enhet och läs av QR-koden.',
    qrLabel: 'QR-kod för BankID-appen. Den ändras varje sekund.',
    openApp: 'Öppna BankID-appen',
    timeLeft: 'Tid kvar:',
    seconds: 'sekunder',
    cancel: 'Avbryt',
    cancelled: 'Inloggningen avbröts.',
    failed: 'Inloggningen misslyckades',
    retry: 'Försök igen',
    otherWay: 'Välj ett annat sätt',
    signed: 'Du har identifierat dig',
    goOn: 'Fortsätt',
    otherWindow: 'Fortsätt i fönstret som BankID-appen öppnade.',
    lostReturn:
      'Öppnade appen en annan webbläsare än den här? Då är ingen inloggad där. Försök igen här, eller använd en QR-kod, som fungerar med alla webbläsare.',
    otherBrowser:
      'BankID-appen öppnade den här webbläsaren, men inloggningen startades i en annan. Gå tillbaka till den webbläsaren, eller börja om här. En QR-kod fungerar med alla webbläsare.',
    busy: 'För många inloggningar pågår. Försök igen om några minuter',
    foreign:
      'Inloggningen startades i en annan webbläsare eller ett annat fönster, så ingen loggades in. Börja om här.',
    technical: 'Ett tekniskt fel uppstod hos tjänsten. Försök igen senare.',
    welcome: 'Välkommen',
    name: 'Namn',
    number: 'Personnummer',
    proof: 'Underskrift',
    proven: 'kontrollerad: certifikat, spärrlista och uppdrag stämmer',
    address: 'Nätverk',
    sameAddress: 'app och webbläsare har samma adress',
    otherAddress: 'app och webbläsare har olika adresser',
    logout: 'Logga ut',
    loggedOut: 'Du är utloggad.',
    simulated: 'Simulerat BankID: ingenting här är på riktigt.',
    simulatorHelp:
      'Den simulerade appen öppnas i en ny flik. Webbläsaren varnar för dess certifikat, som simulatorn har gjort själv.',
    scanHelp: 'Texten i den här sekundens QR-kod. Klistra in den i den simulerade appen inom fem sekunder.',
    copy: 'Kopiera',
    copied: 'Kopierat',
    openSimulator: 'Öppna den simulerade appen',
    realLink: 'Länken som en riktig app skulle få',
    otherLanguage: 'In English',
    notHere: 'Här finns ingenting',
    refused: 'Det här skickades inte från en sida i den här inloggningen',
    toStart: 'Till början',
  },
}
