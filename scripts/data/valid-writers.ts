/**
 * Whose digits are kept out of training, by the name of the stroke file's source. Training and
 * validation must share no writer, or the figures say how well the network knows these people. A
 * writer who is not listed is one to train on.
 */
export const VALID_WRITERS: Readonly<Record<string, readonly string[]>> = {
  'pendigits-tra': ['pendigits-4', 'pendigits-5', 'pendigits-7', 'pendigits-8', 'pendigits-9'],
  'unipen-apa': ['apa-BobStrong'],
  'unipen-apb': [
    'apb-Bill_Cleveland',
    'apb-Charles_Phillips',
    'apb-Cyndi_Iwata',
    'apb-David_Navi',
    'apb-Fern_Anderson',
    'apb-textJohnStenickaSplit',
  ],
  'unipen-app': ['app-DavidMarasco', 'app-MikeKelly'],
  'unipen-ced': [
    'ced-AIKE2911',
    'ced-BYKG6164',
    'ced-JEKN827',
    'ced-KNDS0342',
    'ced-NATY7589.A',
    'ced-NNWE7032',
  ],
  'unipen-syn': ['syn-jab-dig9', 'syn-rcw-dig15', 'syn-zor-dig22'],
  'unipen-tos': [
    'tos-1020',
    'tos-1035',
    'tos-1036',
    'tos-1050',
    'tos-1051',
    'tos-1057',
    'tos-1081',
    'tos-2064',
    'tos-2067',
  ],
};
