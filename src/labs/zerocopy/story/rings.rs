//! Rings and queues: requests, results, notices.

use super::Now;
use crate::lab::Story;
use crate::text;
use crate::text::Text;

/// Requests are in the submission ring.
pub fn submitted(moment: &Now<'_>, count: u64) -> Story {
    let polled = moment.now.config.sqpoll;
    Story {
        kicker: Text::new("submission ring", "提交环"),
        caption: text!(
            "The program writes {count} requests into the submission ring.",
            "程序向提交环写入 {count} 个请求。"
        ),
        title: Text::new("Requests, without a call", "写入请求，无需调用"),
        why: if polled {
            Text::new(
                "The ring is memory that program and kernel share. A kernel thread watches its tail, so no call is needed at all.",
                "环是程序与内核共享的内存。内核线程盯着环尾，因此完全不需要调用。",
            )
        } else {
            Text::new(
                "The ring is memory that program and kernel share: filling it is no system call. Each send is linked behind its read.",
                "环是程序与内核共享的内存：填写它不是系统调用。每个发送都链接在对应的读之后。",
            )
        },
        note: Text::new(
            "Setting up the rings and registering the buffers took calls too, once, like opening the file; they are not counted.",
            "建立环和注册缓冲区也要调用，但与打开文件一样只做一次，不计入。",
        ),
        ..Story::default()
    }
}

/// The kernel's thread found them.
pub fn polled() -> Story {
    Story {
        kicker: Text::new("kernel thread", "内核线程"),
        caption: Text::new(
            "A kernel thread on another core sees the requests and takes them: no mode switch.",
            "另一个核上的内核线程看到请求并取走：没有模式切换。",
        ),
        title: Text::new("SQPOLL: nobody calls", "SQPOLL：无人调用"),
        why: Text::new(
            "It looks at the tail of the ring all the time. That saves every call, and costs a core that is never free.",
            "它不停地查看环尾。这省去了所有调用，代价是一个永不空闲的核。",
        ),
        ..Story::default()
    }
}

/// Results are taken.
pub fn reaped(count: u64) -> Story {
    Story {
        kicker: Text::new("completion ring", "完成环"),
        caption: text!(
            "The program takes {count} results out of the completion ring.",
            "程序从完成环取出 {count} 个结果。"
        ),
        title: Text::new("Results, without a call", "取得结果，无需调用"),
        why: Text::new(
            "Each result says what a call would have returned. The program reads them in shared memory and moves the head on.",
            "每个结果就是相应调用本应返回的值。程序在共享内存中读取并推进环头。",
        ),
        ..Story::default()
    }
}

/// The notice of MSG_ZEROCOPY.
pub fn noticed(copied: bool) -> Story {
    Story {
        kicker: Text::new("completion notice", "完成通知"),
        caption: if copied {
            Text::new(
                "The notice is in the socket's error queue and says COPIED: the kernel copied after all.",
                "通知进入套接字的错误队列，并带有 COPIED：内核终究复制了。",
            )
        } else {
            Text::new(
                "The card is done, and the notice is in the socket's error queue: the buffer is free.",
                "网卡已完成，通知进入套接字的错误队列：缓冲区可再用。",
            )
        },
        title: Text::new("Now the buffer may be reused", "现在可以再用缓冲区"),
        why: if copied {
            Text::new(
                "Over loopback MSG_ZEROCOPY saves nothing: it pins the pages, copies, and notifies. The program should stop asking for it.",
                "在环回上 MSG_ZEROCOPY 毫无节省：固定页、复制、再通知。程序应停用它。",
            )
        } else {
            Text::new(
                "send() returned long ago, but only now are the pages unpinned. Writing to them earlier would have changed what is sent.",
                "send() 早已返回，但直到现在页才解除固定。更早写入会改变发出的内容。",
            )
        },
        note: Text::new(
            "The error queue is no error: it is where a socket keeps notices that are not data.",
            "错误队列并不表示出错：套接字用它存放不属于数据的通知。",
        ),
        ..Story::default()
    }
}
