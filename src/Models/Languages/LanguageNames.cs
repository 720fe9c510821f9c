using System.Collections.Frozen;

namespace TransformerService.Models.Languages;

/// <summary>Codes of languages that mean the same, and the one that stands for them here.</summary>
public static class LanguageNames
{
    /// <summary>
    /// ISO 639-3 with ISO 639-1, pair by pair; then the older codes of ISO 639-2/B; then the members of macrolanguages that models name for
    /// the whole, such as <c>arb</c> for Arabic; then other codes that models and callers write for the same language.
    /// </summary>
    private const string Pairs = """
        aar aa  abk ab  afr af  aka ak  amh am  ara ar  arg an  asm as  ava av  aym ay  aze az  bak ba  bam bm  bel be
        ben bn  bih bh  bis bi  bod bo  bos bs  bre br  bul bg  cat ca  ces cs  cha ch  che ce  chv cv  cor kw  cos co
        cre cr  cym cy  dan da  deu de  div dv  dzo dz  ell el  eng en  epo eo  est et  eus eu  ewe ee  fao fo  fas fa
        fij fj  fin fi  fra fr  fry fy  ful ff  gla gd  gle ga  glg gl  glv gv  grn gn  guj gu  hat ht  hau ha  heb he
        her hz  hin hi  hmo ho  hrv hr  hun hu  hye hy  ibo ig  ido io  iii ii  iku iu  ile ie  ina ia  ind id  ipk ik
        isl is  ita it  jav jv  jpn ja  kal kl  kan kn  kas ks  kat ka  kau kr  kaz kk  khm km  kik ki  kin rw  kir ky
        kom kv  kon kg  kor ko  kua kj  kur ku  lao lo  lat la  lav lv  lim li  lin ln  lit lt  ltz lb  lub lu  lug lg
        mah mh  mal ml  mar mr  mkd mk  mlg mg  mlt mt  mon mn  mri mi  msa ms  mya my  nau na  nav nv  nbl nr  nde nd
        ndo ng  nep ne  nld nl  nno nn  nor no  nya ny  oci oc  oji oj  ori or  orm om  oss os  pan pa  pli pi
        pol pl  por pt  pus ps  que qu  roh rm  ron ro  run rn  rus ru  sag sg  san sa  sin si  slk sk  slv sl  sme se
        smo sm  sna sn  snd sd  som so  sot st  spa es  sqi sq  srd sc  srp sr  ssw ss  sun su  swa sw  swe sv  tah ty
        tam ta  tat tt  tel te  tgk tg  tgl tl  tha th  tir ti  ton to  tsn tn  tso ts  tuk tk  tur tr  twi tw  uig ug
        ukr uk  urd ur  uzb uz  ven ve  vie vi  vol vo  wln wa  wol wo  xho xh  yid yi  yor yo  zha za  zho zh  zul zu
        alb sq  arm hy  baq eu  bur my  chi zh  cze cs  dut nl  fre fr  geo ka  ger de  gre el  ice is  mac mk  mao mi
        may ms  per fa  rum ro  slo sk  tib bo  wel cy
        als sq  arb ar  azj az  ayr ay  cmn zh  ekk et  fuv ff  gaz om  kmr ku  knc kr  khk mn  lvs lv  npi ne  ory or
        pbt ps  pes fa  plt mg  quy qu  swh sw  uzn uz  ydd yi  zsm ms
        nb no  nob no  iw he  in id  ji yi  jw jv  fil tl  ns nso
        """;

    private static readonly FrozenDictionary<string, string> TwoLetters = Pairs
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .Chunk(2)
        .ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);

    /// <summary>The code with two letters, where there is one; otherwise the code itself.</summary>
    public static string WithTwoLetters(string code) => TwoLetters.GetValueOrDefault(code, code);
}
