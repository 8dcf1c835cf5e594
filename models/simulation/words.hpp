// The words of vocabulary.cpp: brands, variants and kinds, in English and Persian. A kind comes before the noun in English
// ("Ceylon Black Tea") and after it in Persian ("چای سیاه سیلان"), so Persian nouns have their ezafe where it is written
// ("پتوی"). Formatted by hand, several words a line.
#pragma once

#include "models/simulation/vocabulary.hpp"

// clang-format off
namespace moshaver::simulation::words {

// ---- brands: invented, pronounceable, the same name in both scripts ----

inline constexpr Phrase grocery_brands[] = {{"Sabzdasht", "سبزدشت"}, {"Golvand", "گلوند"}, {"Mahdaneh", "ماه‌دانه"},
    {"Zarkesht", "زرکشت"}, {"Kuhsarin", "کوهسارین"}, {"Khoshtaman", "خوش‌تمن"}, {"Shadvar", "شادوار"},
    {"Bagheno", "باغ‌نو"}, {"Noushab", "نوش‌آب"}, {"Ravandeh", "رونده"}, {"Barakin", "برکین"},
    {"Dashtara", "دشت‌آرا"}};
inline constexpr Phrase household_brands[] = {{"Pakrang", "پاک‌رنگ"}, {"Zolalin", "زلالین"}, {"Barfineh", "برفینه"},
    {"Shamimeh", "شمیمه"}, {"Rakhshin", "رخشین"}, {"Sepidkaf", "سپیدکف"}, {"Mehrshooy", "مهرشوی"},
    {"Novinpak", "نوین‌پاک"}};
inline constexpr Phrase baby_brands[] = {{"Ghonchak", "غنچک"}, {"Nininaz", "نی‌نی‌ناز"}, {"Lalaki", "لالاکی"},
    {"Tatinak", "تاتینک"}, {"Narmak", "نرمک"}, {"Kocholin", "کوچولین"}};
inline constexpr Phrase pet_brands[] = {{"Panjeh", "پنجه"}, {"Pishiyan", "پیشیان"}, {"Domak", "دمک"},
    {"Yaresh", "یارش"}, {"Morvin", "مروین"}, {"Hamdamak", "همدمک"}};
inline constexpr Phrase electronics_brands[] = {{"Fanavin", "فناوین"}, {"Partovak", "پرتوک"}, {"Sadaran", "صداران"},
    {"Nikrayan", "نیک‌رایان"}, {"Ofoghtech", "افق‌تک"}, {"Zivana", "زیوانا"}, {"Tizbin", "تیزبین"},
    {"Raymon", "رایمون"}, {"Aradis", "آرادیس"}, {"Kavoshgar", "کاوشگر"}};
inline constexpr Phrase home_brands[] = {{"Khanara", "خانه‌آرا"}, {"Delneshin", "دلنشین"}, {"Chineh", "چینه"},
    {"Abrishamin", "ابریشمین"}, {"Sofreh No", "سفره‌نو"}, {"Roshana", "روشنا"}, {"Tarhan", "طرحان"},
    {"Mesgaran", "مسگران"}, {"Goldoozan", "گلدوزان"}, {"Ariman", "آریمن"}};
inline constexpr Phrase clothing_brands[] = {{"Pooshina", "پوشینا"}, {"Tarapood", "تاراپود"}, {"Sarvin", "سروین"},
    {"Nakhineh", "نخینه"}, {"Gamran", "گامران"}, {"Rangrez", "رنگرز"}, {"Darzan", "درزان"}, {"Katanak", "کتانک"},
    {"Zarnakh", "زرنخ"}};
inline constexpr Phrase sport_brands[] = {{"Chabokan", "چابکان"}, {"Alvandin", "الوندین"}, {"Poyeh", "پویه"},
    {"Rahno", "راه‌نو"}, {"Sakhreh", "صخره"}, {"Tondar", "تندر"}, {"Damavin", "دماوین"}};
inline constexpr Phrase tools_brands[] = {{"Poolad", "پولاد"}, {"Charkhan", "چرخان"}, {"Ostadkar", "استادکار"},
    {"Sakhtar", "ساختار"}, {"Azarm", "آزرم"}, {"Mohkam", "محکم"}};
inline constexpr Phrase garden_brands[] = {{"Javaneh", "جوانه"}, {"Bostanak", "بستانک"}, {"Barg-o-Bar", "برگ‌وبار"},
    {"Golkesht", "گلکشت"}, {"Risheh", "ریشه"}, {"Nahalin", "نهالین"}};
inline constexpr Phrase office_brands[] = {{"Daftarin", "دفترین"}, {"Negaresh", "نگارش"}, {"Kaghazin", "کاغذین"},
    {"Mizan Kar", "میزان‌کار"}, {"Ghalamzan", "قلم‌زن"}, {"Neveshtar", "نوشتار"}};
inline constexpr Phrase services_brands[] = {{"Dastyar", "دستیار"}, {"Hamrah Khaneh", "همراه خانه"},
    {"Kargosha", "کارگشا"}, {"Zood Reseh", "زودرسه"}, {"Aramesh", "آرامش"}, {"Karineh", "کارینه"},
    {"Pakyar", "پاک‌یار"}, {"Sarir", "سریر"}};
inline constexpr Phrase author_names[] = {{"Mina Ravan", "مینا روان"}, {"Kaveh Dadvar", "کاوه دادور"},
    {"Leila Sarvandi", "لیلا سروندی"}, {"Omid Tabandeh", "امید تابنده"}, {"Nasrin Golpar", "نسرین گلپر"},
    {"Behrang Sahel", "بهرنگ ساحل"}, {"Taraneh Azin", "ترانه آذین"}, {"Siavash Rahgozar", "سیاوش رهگذر"},
    {"Parisa Nikfar", "پریسا نیک‌فر"}, {"Arash Mehrgan", "آرش مهرگان"}, {"Shirin Baran", "شیرین باران"},
    {"Daniel Hartwin", "دانیل هارتوین"}, {"Clara Winsome", "کلارا وینسم"}, {"Thomas Elderby", "توماس الدربی"}};

inline constexpr Phrase subjects[] = {{"Rain", "باران"}, {"Silence", "سکوت"}, {"the Old Town", "شهر کهنه"},
    {"Tomorrow", "فردا"}, {"Salt", "نمک"}, {"Mirrors", "آینه‌ها"}, {"the North Wind", "باد شمال"},
    {"Pomegranates", "انارها"}, {"Winter", "زمستان"}, {"Swallows", "پرستوها"}, {"the Sea", "دریا"},
    {"Strangers", "غریبه‌ها"}, {"Letters", "نامه‌ها"}, {"the Lost Key", "کلید گمشده"}, {"Dust", "غبار"},
    {"Memory", "خاطره"}, {"Morning", "صبح"}, {"the Mountain", "کوهستان"}};

// ---- variants shared by many families ----

inline constexpr Phrase grams[] = {{"250 g", "۲۵۰ گرم"}, {"500 g", "۵۰۰ گرم"}, {"1 kg", "۱ کیلوگرم"}};
inline constexpr Phrase small_grams[] = {{"100 g", "۱۰۰ گرم"}, {"200 g", "۲۰۰ گرم"}, {"400 g", "۴۰۰ گرم"}};
inline constexpr Phrase kilos[] = {{"2 kg", "۲ کیلوگرم"}, {"5 kg", "۵ کیلوگرم"}, {"10 kg", "۱۰ کیلوگرم"}};
inline constexpr Phrase litres[] = {{"500 ml", "۵۰۰ میلی‌لیتر"}, {"1 L", "۱ لیتر"}, {"1.5 L", "۱٫۵ لیتر"}};
inline constexpr Phrase big_litres[] = {{"1 L", "۱ لیتر"}, {"2 L", "۲ لیتر"}, {"4 L", "۴ لیتر"}};
inline constexpr Phrase packs[] = {{"pack of 4", "بسته ۴ عددی"}, {"pack of 8", "بسته ۸ عددی"},
    {"pack of 12", "بسته ۱۲ عددی"}};
inline constexpr Phrase boxes[] = {{"box of 100", "جعبه ۱۰۰ برگی"}, {"box of 200", "جعبه ۲۰۰ برگی"}};
inline constexpr Phrase colours[] = {{"Black", "مشکی"}, {"White", "سفید"}, {"Navy Blue", "سرمه‌ای"},
    {"Grey", "خاکستری"}, {"Turquoise", "فیروزه‌ای"}};
inline constexpr Phrase warm_colours[] = {{"Cream", "کرم"}, {"Terracotta", "آجری"}, {"Sage Green", "سبز کم‌رنگ"},
    {"Deep Red", "زرشکی"}};
inline constexpr Phrase clothing_sizes[] = {{"Size S", "سایز S"}, {"Size M", "سایز M"}, {"Size L", "سایز L"},
    {"Size XL", "سایز XL"}};
inline constexpr Phrase shoe_sizes[] = {{"Size 38", "سایز ۳۸"}, {"Size 40", "سایز ۴۰"}, {"Size 42", "سایز ۴۲"},
    {"Size 44", "سایز ۴۴"}};
inline constexpr Phrase baby_sizes[] = {{"0-3 Months", "۰ تا ۳ ماه"}, {"3-6 Months", "۳ تا ۶ ماه"},
    {"6-12 Months", "۶ تا ۱۲ ماه"}};
inline constexpr Phrase storages[] = {{"128 GB", "۱۲۸ گیگابایت"}, {"256 GB", "۲۵۶ گیگابایت"},
    {"512 GB", "۵۱۲ گیگابایت"}};
inline constexpr Phrase screens[] = {{"43\"", "۴۳ اینچ"}, {"50\"", "۵۰ اینچ"}, {"55\"", "۵۵ اینچ"},
    {"65\"", "۶۵ اینچ"}};
inline constexpr Phrase watts[] = {{"1500 W", "۱۵۰۰ وات"}, {"2000 W", "۲۰۰۰ وات"}};
inline constexpr Phrase bindings[] = {{"Paperback", "جلد شومیز"}, {"Hardcover", "جلد سخت"}};
inline constexpr Phrase pieces[] = {{"6 Pieces", "۶ پارچه"}, {"12 Pieces", "۱۲ پارچه"}, {"24 Pieces", "۲۴ پارچه"}};
inline constexpr Phrase piece_counts[] = {{"12 Pieces", "۱۲ قطعه"}, {"24 Pieces", "۲۴ قطعه"},
    {"60 Pieces", "۶۰ قطعه"}};
inline constexpr Phrase pot_sizes[] = {{"14 cm", "۱۴ سانتی‌متر"}, {"20 cm", "۲۰ سانتی‌متر"},
    {"28 cm", "۲۸ سانتی‌متر"}};
inline constexpr Phrase aquarium_sizes[] = {{"40 cm", "۴۰ سانتی‌متر"}, {"60 cm", "۶۰ سانتی‌متر"},
    {"80 cm", "۸۰ سانتی‌متر"}};
inline constexpr Phrase rug_sizes[] = {{"1 x 1.5 m", "۱ در ۱٫۵ متر"}, {"1.5 x 2.25 m", "۱٫۵ در ۲٫۲۵ متر"},
    {"2 x 3 m", "۲ در ۳ متر"}};
inline constexpr Phrase bed_sizes[] = {{"Single", "یک‌نفره"}, {"Double", "دونفره"}};
inline constexpr Phrase persons[] = {{"2 Persons", "۲ نفره"}, {"4 Persons", "۴ نفره"}, {"6 Persons", "۶ نفره"}};
inline constexpr Phrase sheets[] = {{"60 Sheets", "۶۰ برگ"}, {"100 Sheets", "۱۰۰ برگ"}, {"200 Sheets", "۲۰۰ برگ"}};
inline constexpr Phrase hours[] = {{"2 Hours", "۲ ساعته"}, {"4 Hours", "۴ ساعته"}, {"8 Hours", "۸ ساعته"}};
inline constexpr Phrase visits[] = {{"One Visit", "یک نوبت"}, {"Express Visit", "نوبت فوری"}};
inline constexpr Phrase lessons[] = {{"One Lesson", "یک جلسه"}, {"Four Lessons", "چهار جلسه"}};
inline constexpr Phrase lengths[] = {{"1 m", "۱ متری"}, {"2 m", "۲ متری"}};

// ---- kinds ----

inline constexpr Phrase milk_kinds[] = {{"Full-Fat", "پرچرب"}, {"Low-Fat", "کم‌چرب"}, {"Semi-Skimmed", "نیم‌چرب"},
    {"Cocoa", "کاکائویی"}};
inline constexpr Phrase bread_kinds[] = {{"Sangak", "سنگک"}, {"Barbari", "بربری"}, {"Lavash", "لواش"},
    {"Toast", "تست"}, {"Wholegrain", "سبوس‌دار"}};
inline constexpr Phrase yoghurt_kinds[] = {{"Strained", "چکیده"}, {"Full-Fat", "پرچرب"}, {"Low-Fat", "کم‌چرب"},
    {"Shallot", "موسیر"}};
inline constexpr Phrase cheese_kinds[] = {{"White", "سفید"}, {"Cream", "خامه‌ای"}, {"Lighvan", "لیقوان"},
    {"Gouda", "گودا"}, {"Pizza", "پیتزا"}};
inline constexpr Phrase egg_kinds[] = {{"Farm", "محلی"}, {"Large", "درشت"}, {"Brown", "قهوه‌ای"}};
inline constexpr Phrase rice_kinds[] = {{"Hashemi", "هاشمی"}, {"Tarom", "طارم"}, {"Smoked", "دودی"},
    {"Basmati", "باسماتی"}, {"Half-Grain", "نیم‌دانه"}};
inline constexpr Phrase tea_kinds[] = {{"Ceylon", "سیلان"}, {"Lahijan", "لاهیجان"}, {"Bergamot", "عطری"},
    {"Broken-Leaf", "شکسته"}, {"Whole-Leaf", "قلم"}, {"Cardamom", "هل‌دار"}};
inline constexpr Phrase coffee_kinds[] = {{"Arabica", "عربیکا"}, {"Espresso", "اسپرسو"}, {"Turkish", "ترک"},
    {"French Roast", "فرانسه"}, {"Decaffeinated", "بدون کافئین"}, {"Medium Roast", "مدیوم‌روست"}};
inline constexpr Phrase oil_kinds[] = {{"Sunflower", "آفتابگردان"}, {"Sesame", "کنجد"}, {"Olive", "زیتون"},
    {"Frying", "سرخ‌کردنی"}};
inline constexpr Phrase pasta_kinds[] = {{"Spaghetti", "رشته‌ای"}, {"Penne", "پنه"}, {"Shell", "صدفی"},
    {"Bow-Tie", "پاپیونی"}};
inline constexpr Phrase paste_kinds[] = {{"Classic", "کلاسیک"}, {"Organic", "ارگانیک"},
    {"No-Added-Salt", "بدون نمک افزوده"}};
inline constexpr Phrase juice_kinds[] = {{"Orange", "پرتقال"}, {"Pomegranate", "انار"}, {"Sour Cherry", "آلبالو"},
    {"Mango", "انبه"}, {"Apple", "سیب"}};
inline constexpr Phrase chocolate_kinds[] = {{"Dark", "تلخ"}, {"Milk", "شیری"}, {"Hazelnut", "فندقی"},
    {"Pistachio", "پسته‌ای"}, {"Orange", "پرتقالی"}};
inline constexpr Phrase nut_kinds[] = {{"Salted", "شور"}, {"Raw", "خام"}, {"Saffron", "زعفرانی"}, {"Smoked", "دودی"}};
inline constexpr Phrase honey_kinds[] = {{"Thyme", "آویشن"}, {"Orange Blossom", "بهارنارنج"}, {"Mountain", "کوهستان"},
    {"Coriander", "گشنیز"}};
inline constexpr Phrase jam_kinds[] = {{"Fig", "انجیر"}, {"Sour Cherry", "آلبالو"}, {"Carrot", "هویج"},
    {"Quince", "به"}, {"Rose Petal", "گل سرخ"}};
inline constexpr Phrase water_kinds[] = {{"Spring", "چشمه"}, {"Mountain", "کوهستان"}, {"Sparkling", "گازدار"}};
inline constexpr Phrase bar_kinds[] = {{"Date and Nut", "خرما و مغزها"}, {"Peanut", "بادام‌زمینی"},
    {"Cocoa", "کاکائویی"}, {"Coconut", "نارگیلی"}};
inline constexpr Phrase dish_kinds[] = {{"Lemon", "لیمویی"}, {"Apple", "سیب"}, {"Aloe Vera", "آلوئه‌ورا"},
    {"Unscented", "بدون عطر"}};
inline constexpr Phrase laundry_kinds[] = {{"Colour-Care", "مخصوص لباس رنگی"}, {"Dark-Care", "مخصوص لباس مشکی"},
    {"Lavender", "اسطوخودوس"}, {"Wool", "مخصوص پشم"}};
inline constexpr Phrase paper_kinds[] = {{"Two-Ply", "دولایه"}, {"Three-Ply", "سه‌لایه"}, {"Recycled", "بازیافتی"}};
inline constexpr Phrase tissue_kinds[] = {{"Soft", "لطیف"}, {"Scented", "معطر"}, {"Recycled", "بازیافتی"}};
inline constexpr Phrase shampoo_kinds[] = {{"Olive", "زیتون"}, {"Egg", "تخم‌مرغی"}, {"Chamomile", "بابونه"},
    {"Daily", "روزانه"}};
inline constexpr Phrase toothpaste_kinds[] = {{"Mint", "نعنایی"}, {"Whitening", "سفیدکننده"}, {"Clove", "میخک"}};
inline constexpr Phrase handwash_kinds[] = {{"Rose", "گل رز"}, {"Almond", "بادام"}, {"Cucumber", "خیار"}};
inline constexpr Phrase bag_kinds[] = {{"Scented", "معطر"}, {"Extra-Strong", "مقاوم"}, {"Compostable", "تجزیه‌پذیر"}};
inline constexpr Phrase nappy_kinds[] = {{"Soft", "لطیف"}, {"Overnight", "شبانه"}, {"Pull-Up", "شورتی"}};
inline constexpr Phrase nappy_sizes[] = {{"Size 2", "سایز ۲"}, {"Size 3", "سایز ۳"}, {"Size 4", "سایز ۴"},
    {"Size 5", "سایز ۵"}};
inline constexpr Phrase wipe_kinds[] = {{"Unscented", "بدون عطر"}, {"Chamomile", "بابونه"},
    {"Aloe Vera", "آلوئه‌ورا"}};
inline constexpr Phrase babyfood_kinds[] = {{"Apple", "سیب"}, {"Pear", "گلابی"}, {"Carrot", "هویج"},
    {"Rice and Milk", "شیر و برنج"}};
inline constexpr Phrase babywear_kinds[] = {{"Striped", "راه‌راه"}, {"Starry", "ستاره‌ای"}, {"Knitted", "بافتنی"},
    {"Rabbit", "خرگوشی"}, {"Cotton", "نخی"}};
inline constexpr Phrase pushchair_kinds[] = {{"Folding", "تاشو"}, {"Twin", "دوقلو"}, {"Light", "سبک"}};
inline constexpr Phrase carseat_kinds[] = {{"Rotating", "چرخان"}, {"Group 1", "گروه ۱"}, {"Reclining", "تخت‌شو"}};
inline constexpr Phrase toy_kinds[] = {{"Farm Animals", "حیوانات مزرعه"}, {"City Map", "نقشه شهر"},
    {"Fairy Tale", "قصه‌های پریان"}, {"Trains", "قطارها"}, {"Space", "فضا"}, {"Dinosaur", "دایناسور"}};
inline constexpr Phrase blocks_kinds[] = {{"Castle", "قلعه"}, {"Bridge", "پل"}, {"Garage", "تعمیرگاه"},
    {"Spaceship", "سفینه"}, {"Harbour", "بندر"}};
inline constexpr Phrase petfood_kinds[] = {{"Chicken", "با طعم مرغ"}, {"Salmon", "با طعم سالمون"},
    {"Beef", "با طعم گوشت"}, {"Turkey", "با طعم بوقلمون"}};
inline constexpr Phrase litter_kinds[] = {{"Clumping", "گرانولی"}, {"Lavender", "اسطوخودوس"}, {"Silica", "سیلیکاتی"}};
inline constexpr Phrase petbed_kinds[] = {{"Round", "گرد"}, {"Washable", "قابل شست‌وشو"}, {"Covered", "سقف‌دار"}};
inline constexpr Phrase aquarium_kinds[] = {{"Glass", "شیشه‌ای"}, {"Corner", "گوشه‌ای"}, {"Desktop", "رومیزی"}};
inline constexpr Phrase fishfood_kinds[] = {{"Flake", "پولکی"}, {"Granular", "دانه‌ای"}, {"Vegetable", "گیاهی"}};
inline constexpr Phrase pettoy_kinds[] = {{"Rope", "طنابی"}, {"Feather", "پردار"}, {"Squeaky", "صدادار"},
    {"Ball", "توپی"}};
inline constexpr Phrase phone_kinds[] = {{"Nova 5", "نوا ۵"}, {"Nova 6", "نوا ۶"}, {"Lite", "لایت"}, {"Pro", "پرو"},
    {"Ultra", "اولترا"}, {"Mini", "مینی"}};
inline constexpr Phrase case_kinds[] = {{"Silicone", "سیلیکونی"}, {"Leather", "چرمی"}, {"Clear", "شفاف"},
    {"Shockproof", "ضدضربه"}, {"Carbon", "کربنی"}};
inline constexpr Phrase charger_kinds[] = {{"Fast", "سریع"}, {"Wireless", "بی‌سیم"}, {"Car", "فندکی"},
    {"Two-Port", "دو پورت"}};
inline constexpr Phrase headphone_kinds[] = {{"Wireless", "بی‌سیم"}, {"Over-Ear", "روگوشی"},
    {"Noise-Cancelling", "حذف‌کننده نویز"}, {"In-Ear", "توگوشی"}};
inline constexpr Phrase laptop_kinds[] = {{"Slim", "سبک"}, {"Gaming", "گیمینگ"}, {"Touch", "لمسی"},
    {"Business", "اداری"}};
inline constexpr Phrase mouse_kinds[] = {{"Wireless", "بی‌سیم"}, {"Ergonomic", "ارگونومیک"}, {"Gaming", "گیمینگ"},
    {"Silent", "بی‌صدا"}};
inline constexpr Phrase laptopbag_kinds[] = {{"Shoulder", "دوشی"}, {"Waterproof", "ضدآب"}, {"Felt", "نمدی"}};
inline constexpr Phrase tv_kinds[] = {{"4K", "4K"}, {"Smart", "هوشمند"}, {"OLED", "OLED"}};
inline constexpr Phrase bracket_kinds[] = {{"Fixed", "ثابت"}, {"Swivel", "گردان"}, {"Tilting", "شیب‌دار"}};
inline constexpr Phrase cable_kinds[] = {{"Braided", "کنفی"}, {"High-Speed", "پرسرعت"}, {"Flat", "تخت"}};
inline constexpr Phrase printer_kinds[] = {{"Laser", "لیزری"}, {"Inkjet", "جوهرافشان"}, {"Three-in-One", "سه‌کاره"}};
inline constexpr Phrase ink_kinds[] = {{"Black", "مشکی"}, {"Colour", "رنگی"}, {"High-Yield", "پرظرفیت"}};
inline constexpr Phrase camera_kinds[] = {{"Mirrorless", "بدون آینه"}, {"Compact", "کامپکت"}, {"Action", "ورزشی"},
    {"Instant", "چاپ سریع"}};
inline constexpr Phrase card_kinds[] = {{"Class 10", "کلاس ۱۰"}, {"Fast", "پرسرعت"}, {"Durable", "مقاوم"}};
inline constexpr Phrase powerbank_kinds[] = {{"Slim", "باریک"}, {"Fast-Charge", "شارژ سریع"}, {"Solar", "خورشیدی"}};
inline constexpr Phrase console_kinds[] = {{"Home", "خانگی"}, {"Portable", "دستی"}};
inline constexpr Phrase game_kinds[] = {{"Silk Road", "جاده ابریشم"}, {"City of Towers", "شهر برج‌ها"},
    {"Last Lap", "دور آخر"}, {"Deep Forest", "جنگل ژرف"}, {"Star Traders", "بازرگانان ستاره"},
    {"Chess Kingdom", "پادشاهی شطرنج"}};
inline constexpr Phrase kettle_kinds[] = {{"Glass", "شیشه‌ای"}, {"Steel", "استیل"}, {"Gooseneck", "لوله‌باریک"},
    {"Quiet", "کم‌صدا"}};
inline constexpr Phrase coffeemaker_kinds[] = {{"Espresso", "اسپرسو"}, {"Filter", "فیلتری"}, {"Capsule", "کپسولی"},
    {"Moka", "موکا"}};
inline constexpr Phrase pan_kinds[] = {{"Cast-Iron", "چدنی"}, {"Granite", "گرانیتی"}, {"Copper", "مسی"},
    {"Non-Stick", "نچسب"}};
inline constexpr Phrase knife_kinds[] = {{"Chef's", "سرآشپز"}, {"Bread", "نان"}, {"Paring", "پوست‌کن"},
    {"Zanjan", "زنجان"}};
inline constexpr Phrase blender_kinds[] = {{"Jug", "پارچ‌دار"}, {"Hand", "دستی"}, {"Personal", "یک‌نفره"}};
inline constexpr Phrase vacuum_kinds[] = {{"Robot", "رباتیک"}, {"Bagged", "کیسه‌ای"}, {"Cordless", "شارژی"}};
inline constexpr Phrase tableware_kinds[] = {{"Porcelain", "چینی"}, {"Bone China", "چینی استخوانی"},
    {"Ceramic", "سرامیکی"}, {"Glass", "شیشه‌ای"}};
inline constexpr Phrase teaglass_kinds[] = {{"Slim-Waist", "کمرباریک"}, {"Hand-Painted", "نقاشی‌شده"},
    {"Double-Wall", "دوجداره"}};
inline constexpr Phrase novel_kinds[] = {{"The Garden of", "باغ"}, {"The House of", "خانه"}, {"A Night of", "شب"},
    {"The Road of", "جاده"}, {"The Voice of", "صدای"}, {"The Colour of", "رنگ"}, {"In Search of", "در جست‌وجوی"},
    {"The Dream of", "رویای"}, {"After", "پس از"}, {"The Book of", "کتاب"}};
inline constexpr Phrase kidsbook_kinds[] = {{"The Little Fox and the Moon", "روباه کوچولو و ماه"},
    {"Where Did the Hedgehog Go?", "جوجه‌تیغی کجا رفت؟"}, {"One Hundred Bedtime Stories", "صد قصه برای خواب"},
    {"The Whale, the Boat and I", "نهنگ، قایق و من"}, {"Colours of My Street", "رنگ‌های کوچه ما"},
    {"The Cloud Who Was Late", "ابری که دیر رسید"}, {"Counting with Sparrows", "شمردن با گنجشک‌ها"}};
inline constexpr Phrase cookbook_kinds[] = {{"Everyday Iranian Cooking", "آشپزی ایرانی هرروز"},
    {"Bread, Salt and Patience", "نان، نمک و صبر"}, {"The Northern Table", "سفره شمال"},
    {"Thirty-Minute Dinners", "شام در سی دقیقه"}, {"Sweets for Guests", "شیرینی برای مهمان"},
    {"Cooking for Two", "آشپزی دونفره"}};
inline constexpr Phrase science_kinds[] = {{"A Short History of Numbers", "تاریخ کوتاه عددها"},
    {"How Bridges Stand", "پل‌ها چگونه می‌ایستند"}, {"The Sky Tonight", "آسمان امشب"},
    {"Thinking in Code", "اندیشیدن با کد"}, {"Rivers and Cities", "رودها و شهرها"},
    {"The Language of Birds", "زبان پرندگان"}};
inline constexpr Phrase textbook_kinds[] = {{"Mathematics Year 7", "ریاضی هفتم"}, {"Physics Year 10", "فیزیک دهم"},
    {"English Year 9", "انگلیسی نهم"}, {"Chemistry Year 11", "شیمی یازدهم"},
    {"Persian Literature Year 8", "ادبیات فارسی هشتم"}};
inline constexpr Phrase seed_kinds[] = {{"Basil", "ریحان"}, {"Tomato", "گوجه‌فرنگی"}, {"Petunia", "اطلسی"},
    {"Radish", "تربچه"}, {"Sunflower", "آفتابگردان"}, {"Mint", "نعناع"}};
inline constexpr Phrase soil_kinds[] = {{"Universal", "همه‌کاره"}, {"Cactus", "کاکتوس"}, {"Peat", "پیت"},
    {"Orchid", "ارکیده"}};
inline constexpr Phrase fertiliser_kinds[] = {{"Liquid", "مایع"}, {"Organic", "ارگانیک"}, {"Slow-Release", "کندرها"}};
inline constexpr Phrase pot_kinds[] = {{"Clay", "سفالی"}, {"Ceramic", "سرامیکی"}, {"Hanging", "آویز"},
    {"Self-Watering", "خودآبیار"}};
inline constexpr Phrase plant_kinds[] = {{"Sansevieria", "سانسوریا"}, {"Pothos", "پتوس"}, {"Cactus", "کاکتوس"},
    {"Orchid", "ارکیده"}, {"Monstera", "برگ‌انجیری"}, {"Aloe Vera", "آلوئه‌ورا"}};
inline constexpr Phrase gardentool_kinds[] = {{"Pruning", "هرس"}, {"Planting", "کاشت"}, {"Watering", "آبیاری"},
    {"Balcony", "بالکن"}};
inline constexpr Phrase shirt_kinds[] = {{"Cotton", "نخی"}, {"Printed", "چاپ‌دار"}, {"Striped", "راه‌راه"},
    {"Plain", "ساده"}, {"Long-Sleeve", "آستین‌بلند"}};
inline constexpr Phrase trouser_kinds[] = {{"Linen", "لینن"}, {"Denim", "جین"}, {"Cargo", "کارگو"},
    {"Straight", "راسته"}};
inline constexpr Phrase sock_kinds[] = {{"Cotton", "نخی"}, {"Wool", "پشمی"}, {"Ankle", "مچی"},
    {"Patterned", "طرح‌دار"}};
inline constexpr Phrase shoe_kinds[] = {{"Running", "دویدن"}, {"Trail", "کوهستان"}, {"Walking", "پیاده‌روی"},
    {"Indoor", "سالنی"}};
inline constexpr Phrase jacket_kinds[] = {{"Down", "پر"}, {"Hooded", "کلاه‌دار"}, {"Waterproof", "ضدآب"},
    {"Fleece", "پلار"}};
inline constexpr Phrase scarf_kinds[] = {{"Wool", "پشمی"}, {"Knitted", "بافت"}, {"Checked", "چهارخانه"}};
inline constexpr Phrase hat_kinds[] = {{"Straw", "حصیری"}, {"Wide-Brim", "لبه‌دار"}, {"Cotton", "نخی"}};
inline constexpr Phrase mat_kinds[] = {{"Non-Slip", "ضدلغزش"}, {"Cork", "چوب‌پنبه‌ای"}, {"Thick", "ضخیم"}};
inline constexpr Phrase dumbbell_kinds[] = {{"Rubber", "لاستیکی"}, {"Adjustable", "قابل تنظیم"}, {"Steel", "فولادی"}};
inline constexpr Phrase dumbbell_sizes[] = {{"2 x 3 kg", "۲ در ۳ کیلوگرم"}, {"2 x 5 kg", "۲ در ۵ کیلوگرم"},
    {"2 x 10 kg", "۲ در ۱۰ کیلوگرم"}};
inline constexpr Phrase bicycle_kinds[] = {{"City", "شهری"}, {"Mountain", "کوهستان"}, {"Folding", "تاشو"},
    {"Road", "کورسی"}};
inline constexpr Phrase helmet_kinds[] = {{"Light", "سبک"}, {"Road", "جاده"}, {"Urban", "شهری"}};
inline constexpr Phrase lock_kinds[] = {{"Chain", "زنجیری"}, {"Cable", "کابلی"}, {"Folding", "تاشو"}};
inline constexpr Phrase bottle_kinds[] = {{"Steel", "استیل"}, {"Insulated", "دوجداره"}, {"Squeeze", "فشاری"}};
inline constexpr Phrase tent_kinds[] = {{"Dome", "گنبدی"}, {"Pop-Up", "فنری"}, {"Tunnel", "تونلی"}};
inline constexpr Phrase sleepingbag_kinds[] = {{"Three-Season", "سه‌فصل"}, {"Down", "پر"}, {"Light", "سبک"}};
inline constexpr Phrase stove_kinds[] = {{"Gas", "گازی"}, {"Folding", "تاشو"}, {"Windproof", "ضدباد"}};
inline constexpr Phrase suitcase_kinds[] = {{"Hard-Shell", "سخت"}, {"Cabin", "کابین"}, {"Four-Wheel", "چهارچرخ"}};
inline constexpr Phrase backpack_kinds[] = {{"Hiking", "کوهنوردی"}, {"City", "شهری"}, {"Folding", "تاشو"}};
inline constexpr Phrase rug_kinds[] = {{"Kilim", "گلیم‌بافت"}, {"Kashan-Pattern", "طرح کاشان"}, {"Gabbeh", "گبه"},
    {"Modern", "مدرن"}};
inline constexpr Phrase cushion_kinds[] = {{"Velvet", "مخمل"}, {"Termeh", "ترمه"}, {"Linen", "لینن"},
    {"Embroidered", "گلدوزی"}};
inline constexpr Phrase curtain_kinds[] = {{"Blackout", "سایه‌انداز"}, {"Sheer", "حریر"}, {"Linen", "لینن"}};
inline constexpr Phrase lamp_kinds[] = {{"Reading", "مطالعه"}, {"Brass", "برنجی"}, {"Floor", "ایستاده"},
    {"Bedside", "خواب"}};
inline constexpr Phrase bedding_kinds[] = {{"Cotton", "نخی"}, {"Satin", "ساتن"}, {"Quilted", "لحافی"}};
inline constexpr Phrase vase_kinds[] = {{"Blue Glass", "شیشه آبی"}, {"Minakari", "میناکاری"}, {"Ceramic", "سرامیکی"}};
inline constexpr Phrase drill_kinds[] = {{"Cordless", "شارژی"}, {"Hammer", "چکشی"}, {"Compact", "کامپکت"}};
inline constexpr Phrase bit_kinds[] = {{"Masonry", "الماسه"}, {"Wood", "چوب"}, {"Metal", "فلز"}};
inline constexpr Phrase paint_kinds[] = {{"Matt Wall", "دیوار مات"}, {"Washable Wall", "دیوار قابل شست‌وشو"},
    {"Wood", "چوب"}, {"Metal", "فلز"}};
inline constexpr Phrase toolbox_kinds[] = {{"Metal", "فلزی"}, {"Rolling", "چرخ‌دار"}, {"Stackable", "کشویی"}};
inline constexpr Phrase ladder_kinds[] = {{"Aluminium", "آلومینیومی"}, {"Folding", "تاشو"},
    {"Telescopic", "تلسکوپی"}};
inline constexpr Phrase saw_kinds[] = {{"Hand", "دستی"}, {"Jig", "عمودبر"}, {"Circular", "گردبر"}};
inline constexpr Phrase steps[] = {{"3 Steps", "۳ پله"}, {"5 Steps", "۵ پله"}, {"7 Steps", "۷ پله"}};
inline constexpr Phrase haftsin_kinds[] = {{"Ceramic", "سرامیکی"}, {"Copper", "مسی"}, {"Turquoise", "فیروزه‌ای"},
    {"Glass", "شیشه‌ای"}};
inline constexpr Phrase sweets_kinds[] = {{"Chickpea", "نخودچی"}, {"Baklava", "باقلوا"}, {"Rice-Flour", "نان برنجی"},
    {"Coconut", "نارگیلی"}};
inline constexpr Phrase yaldanut_kinds[] = {{"Sweet", "شیرین"}, {"Four-Nut", "چهارمغز"}, {"Royal", "شاهانه"}};
inline constexpr Phrase pomegranate_kinds[] = {{"Saveh", "ساوه"}, {"Sweet", "شیرین"}, {"Sour-Sweet", "ملس"}};
inline constexpr Phrase notebook_kinds[] = {{"Ruled", "خط‌دار"}, {"Squared", "شطرنجی"}, {"Spiral", "سیمی"},
    {"Hardback", "جلد سخت"}};
inline constexpr Phrase schoolbag_kinds[] = {{"Light", "سبک"}, {"Rolling", "چرخ‌دار"}, {"Printed", "طرح‌دار"}};
inline constexpr Phrase pen_kinds[] = {{"Ballpoint", "خودکار"}, {"Coloured", "مدادرنگی"}, {"Fineliner", "روان‌نویس"}};
inline constexpr Phrase fan_kinds[] = {{"Standing", "ایستاده"}, {"Desk", "رومیزی"}, {"Tower", "برجی"}};
inline constexpr Phrase icecream_kinds[] = {{"Saffron", "زعفرانی"}, {"Vanilla", "وانیلی"}, {"Chocolate", "شکلاتی"},
    {"Faloodeh", "فالوده‌ای"}};
inline constexpr Phrase heater_kinds[] = {{"Oil", "روغنی"}, {"Fan", "فن‌دار"}, {"Ceramic", "سرامیکی"}};
inline constexpr Phrase blanket_kinds[] = {{"Soft", "نرم"}, {"Wool", "پشمی"}, {"Travel", "مسافرتی"},
    {"Electric", "برقی"}};
inline constexpr Phrase cleaning_kinds[] = {{"Regular", "معمولی"}, {"Deep", "کامل"}, {"Kitchen", "آشپزخانه"}};
inline constexpr Phrase haircut_kinds[] = {{"Classic", "کلاسیک"}, {"Children's", "کودک"}, {"At-Home", "در منزل"}};
inline constexpr Phrase carpet_kinds[] = {{"Machine-Made", "ماشینی"}, {"Handwoven", "دستباف"}};
inline constexpr Phrase repair_kinds[] = {{"Washing Machine", "لباسشویی"}, {"Refrigerator", "یخچال"},
    {"Dishwasher", "ظرفشویی"}, {"Cooker", "اجاق گاز"}};
inline constexpr Phrase tutoring_kinds[] = {{"Mathematics", "ریاضی"}, {"English", "زبان انگلیسی"},
    {"Programming", "برنامه‌نویسی"}, {"Physics", "فیزیک"}};
inline constexpr Phrase grooming_kinds[] = {{"Cat", "گربه"}, {"Small Dog", "سگ کوچک"}, {"Large Dog", "سگ بزرگ"}};
inline constexpr Phrase install_kinds[] = {{"Wall", "دیواری"}, {"Table", "رومیزی"}};
inline constexpr Phrase carwash_kinds[] = {{"Outside", "بیرون خودرو"}, {"Full", "کامل"}, {"Waterless", "بدون آب"}};
inline constexpr Phrase officeclean_kinds[] = {{"Weekly", "هفتگی"}, {"Window", "شیشه و نما"}, {"Full", "کامل"}};
inline constexpr Phrase gardening_kinds[] = {{"Balcony", "بالکن"}, {"Garden", "باغچه"}, {"Lawn", "چمن"}};
inline constexpr Phrase paperA4_kinds[] = {{"80 gsm", "۸۰ گرمی"}, {"Recycled", "بازیافتی"}, {"Glossy", "گلاسه"}};
inline constexpr Phrase chair_kinds[] = {{"Mesh", "توری"}, {"Leather", "چرمی"}, {"Ergonomic", "ارگونومیک"}};
inline constexpr Phrase marker_kinds[] = {{"Whiteboard", "وایت‌برد"}, {"Highlighter", "هایلایت"},
    {"Permanent", "دائمی"}};
inline constexpr Phrase desk_kinds[] = {{"Standing", "ایستاده"}, {"Folding", "تاشو"}, {"Corner", "گوشه‌ای"}};
inline constexpr Phrase ream[] = {{"500 Sheets", "۵۰۰ برگ"}, {"5 x 500 Sheets", "۵ در ۵۰۰ برگ"}};

}  // namespace moshaver::simulation::words
// clang-format on
