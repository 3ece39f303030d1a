using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>Names that are in the database and turn the direction of text, beside the IDs that people read aloud.</summary>
public sealed class TurnedTextTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    private static readonly string[] Names = ["\u202eevil", "\u2069\u202eevil", "\u2067\u202d\u202enever ends", "\u2069\u2069\u2069\u202e\u2067x", "שלום (x) \u202b"];

    [ToolFact(Tools.Chromium)]
    public async Task Id_WhateverTheName_ReadsFromLeftToRight()
    {
        await using var window = await site.OpenAsync(Roles.Administrator);
        foreach (var name in Names)
        {
            var customer = await site.Data.CustomerAsync(name: name, email: "turned@turned.example");
            var bill = await site.Data.BillAsync(customer.Id, description: name);
            var mail = await site.ReadAsync(db => db.OutboxMessages.Where(m => m.CustomerId == customer.Id).Select(m => m.Id).SingleAsync());
            string[] places =
            [
                "/customers?q=turned", $"/customers/{customer.Id}", $"/customers/{customer.Id}/edit", $"/customers/{customer.Id}/delete",
                $"/customers/{customer.Id}/badge", "/bills?q=turned", $"/bills/{bill.Id}", $"/bills/{bill.Id}/void", $"/bills/new?customer={customer.Id}",
                "/mail?q=turned", $"/mail/{mail}",
            ];
            foreach (var place in places)
            {
                await window.Page.GotoAsync(place);
                Assert.Equal("read 1 or more", await ReadAsync(window, customer.Id));
            }
        }

        await window.Page.GotoAsync("/bills/new?customer=turned");
        foreach (var id in await site.ReadAsync(db => db.Customers.Where(c => c.Email == "turned@turned.example").Select(c => c.Id).ToListAsync()))
        {
            Assert.Equal("read 1 or more", await ReadAsync(window, id));
        }
    }

    /// <summary>Where the letters of an ID stand, wherever the page shows it.</summary>
    private static Task<string> ReadAsync(Window window, string id) => window.Page.EvaluateAsync<string>("""
        id => {
          const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
          let read = 0;
          while (texts.nextNode()) {
            const text = texts.currentNode;
            const start = text.data.indexOf(id);
            if (start < 0 || !text.parentElement.checkVisibility()) continue;
            const lefts = [...id].map((_, i) => {
              const letter = document.createRange();
              letter.setStart(text, start + i);
              letter.setEnd(text, start + i + 1);
              return letter.getBoundingClientRect().left;
            });
            if (lefts.some((left, i) => i > 0 && left <= lefts[i - 1])) return `mirrored in ${text.parentElement.parentElement.outerHTML}`;
            read++;
          }
          return read > 0 ? "read 1 or more" : "not shown";
        }
        """, id);
}
